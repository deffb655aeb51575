// The state of one interpreted call, as data: where it is in its blocks, its operands, its
// variables. A generator is a frame that waits.
#pragma once

#include <memory>
#include <vector>

#include "frontend/evaluate/machine/object.h"
#include "frontend/syntax/code.h"
#include "ir/graph.h"

namespace duet::frontend {

struct Abstract;

/// How a block ended, if not by its last step.
struct Completion {
  enum class Kind : uint8_t { kNormal, kBreak, kContinue, kReturn, kRaise, kYield };
  Kind kind = Kind::kNormal;
  Object value;  // what is returned or yielded, or the exception
};

/// A block that is being carried out.
struct Activation {
  enum class Kind : uint8_t {
    kBody,       // of the frame
    kBranch,     // of an `if`, of `and`/`or`, the else block of a loop
    kCondition,  // of a `while`
    kWhileBody,
    kForBody,      // held: the iterator
    kTry,          // the guarded block
    kHandlerType,  // the types of handler `handler`; held: the exception
    kHandler,      // held: what was being handled before
    kElse,         // of a try
    kFinally,      // pending: how the try would have ended
    kWith,         // held: the bound __exit__
  };
  Kind kind;
  const syntax::Block* block;
  const syntax::Step* owner = nullptr;  // the step that began it
  size_t position = 0;
  size_t height = 0;  // of the operand stack below it
  int handler = 0;
  Object held = {};
  Completion pending = {};
  bool peeled = false;  // a run-time loop whose first round is carried out by itself
};

/// Where a generator goes on that has yielded on both sides of a run-time branch.
struct Split {
  Value condition;
  std::vector<Activation> base, first, second;  // below the branch, and with either side
};

/// What becomes of a frame's result.
enum class After : uint8_t {
  kPush,       // it is the value of the call
  kConstruct,  // it is thrown away: the value is Frame::constructed
};

struct Frame {
  syntax::CodeRef code;
  Object code_object, globals, builtins, function;
  Object names;                   // the namespace of a class body or module
  std::vector<Object> variables;  // by Code::variables; cells of captured ones
  std::vector<Object> stack;
  std::vector<Activation> activations;
  const syntax::Step* step = nullptr;  // being carried out
  After after = After::kPush;
  Object constructed;
  bool library = false;     // of the framework itself: errors name the frame that called it
  bool generator = false;   // a yield suspends it
  bool delegating = false;  // it waits in a `yield from`
  std::shared_ptr<const Split> split;
  size_t branches = 0;  // run-time branches that were open when it was made
  std::shared_ptr<const std::vector<Abstract>> entered_with;  // its arguments; null: not told
  ir::PlaceRef called_from;

  Object pop() {
    Object top = std::move(stack.back());
    stack.pop_back();
    return top;
  }
  void push(Object value) { stack.push_back(std::move(value)); }
  PyObject* peek(size_t from_top = 1) const { return stack[stack.size() - from_top].get(); }
};

}  // namespace duet::frontend
