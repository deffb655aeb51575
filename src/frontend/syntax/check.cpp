#include "frontend/syntax/check.h"

#include <optional>

namespace duet::syntax {
namespace {

/// How many operands a step takes and leaves, besides what its blocks do.
struct Effect {
  int takes, leaves;
};

Effect call_effect(const Code& code, const Step& step) {
  size_t keywords = 0;
  if (step.b >= 0) keywords = std::get<std::vector<std::string>>(code.constants[step.b]).size();
  return {1 + step.a + static_cast<int>(keywords), 1};
}

int bits(int flags) { return (flags & 1) + (flags >> 1 & 1) + (flags >> 2 & 1); }

Effect effect(const Code& code, const Step& step) {
  switch (step.form) {
    case Form::kConstant:
    case Form::kLoad:
    case Form::kLoadCell:
    case Form::kAssertionError:
    case Form::kImport:
      return {0, 1};
    case Form::kDelete:
    case Form::kBreak:
    case Form::kContinue:
    case Form::kWhile:
    case Form::kTry:
      return {0, 0};
    case Form::kStore:
    case Form::kDrop:
    case Form::kDeleteAttribute:
    case Form::kImportStar:
    case Form::kReturn:
    case Form::kAnnotation:
    case Form::kIf:
    case Form::kFor:
    case Form::kWith:
      return {1, 0};
    case Form::kSetAttribute:
    case Form::kDeleteItem:
      return {2, 0};
    case Form::kSetItem:
      return {3, 0};
    case Form::kRaise:
      return {step.a, 0};
    case Form::kCopy:
      return {step.a, step.a + 1};
    case Form::kSwap:
    case Form::kRotate:
      return {step.a, step.a};
    case Form::kTuple:
    case Form::kList:
    case Form::kSet:
    case Form::kJoin:
    case Form::kSlice:
      return {step.a, 1};
    case Form::kDict:
      return {2 * step.a, 1};
    case Form::kAppend:
    case Form::kExtend:
    case Form::kUpdate:
      return {step.a + 1, step.a};
    case Form::kInsert:
      return {step.a + 2, step.a};
    case Form::kFormat:
      return {1 + step.b, 1};
    case Form::kListToTuple:
    case Form::kAttribute:
    case Form::kUnary:
    case Form::kIterator:
    case Form::kYield:
    case Form::kYieldFrom:
    case Form::kAwait:
    case Form::kLength:
    case Form::kBoolean:
      return {1, 1};
    case Form::kItem:
    case Form::kBinary:
    case Form::kInPlace:
    case Form::kCompare:
    case Form::kClass:
    case Form::kMatchClass:
      return {2, 1};
    case Form::kCall:
      return call_effect(code, step);
    case Form::kCallStar:
      return {2 + step.b, 1};
    case Form::kFunction:
      return {bits(step.b), 1};
    case Form::kImportFrom:
    case Form::kMatchSequence:
    case Form::kMatchMapping:
    case Form::kMatchLength:
      return {1, 2};
    case Form::kUnpack:
      return {1, step.a};
    case Form::kUnpackStar:
      return {1, step.a + 1 + step.b};
    case Form::kMatchKeys:
      return {2, 3};
  }
  return {0, 0};
}

class Checker {
 public:
  explicit Checker(const Code& code) : code_(code) {}

  void run() {
    if (block(0, 0)) fail("the body ends without a return");
    for (const Variable& variable : code_.variables)
      if (variable.name.empty()) fail("a variable has no name");
  }

 private:
  /// The depth of the stack behind a block; none where its end is not reached.
  using Depth = std::optional<int>;

  [[noreturn]] void fail(std::string_view what) const {
    DUET_BUG("{} in `{}`, {}:{}", what, code_.qualname, code_.file, line_);
  }

  Depth block(int index, int depth) {
    if (index < 0 || index >= static_cast<int>(code_.blocks.size())) fail("no such block");
    for (const Step& step : code_.blocks[index]) {
      line_ = step.span.line;
      operands(step);
      Effect here = effect(code_, step);
      if (here.takes > depth) fail("too few operands");
      depth += here.leaves - here.takes;
      Depth after = control(step, depth);
      // What follows cannot run: it is not looked at further.
      if (!after) return std::nullopt;
      depth = *after;
    }
    return depth;
  }

  void same(Depth depth, int expected) const {
    if (depth && *depth != expected) fail("a block leaves the wrong number of operands");
  }

  Depth control(const Step& step, int depth) {
    switch (step.form) {
      case Form::kReturn:
      case Form::kRaise:
      case Form::kBreak:
      case Form::kContinue:
        return std::nullopt;
      case Form::kIf: {
        Depth then = block(step.a, depth);
        Depth otherwise = step.b < 0 ? Depth(depth) : block(step.b, depth);
        if (then && otherwise && *then != *otherwise) fail("blocks that leave unequally much");
        return then ? then : otherwise;
      }
      case Form::kBoolean:
        same(block(step.a, depth - 1), depth);
        return depth;
      case Form::kWhile:
        same(block(step.a, depth), depth + 1);
        same(block(step.b, depth), depth);
        if (step.c >= 0) same(block(step.c, depth), depth);
        return depth;
      case Form::kFor:
        same(block(step.a, depth + 1), depth);
        if (step.b >= 0) same(block(step.b, depth), depth);
        return depth;
      case Form::kWith:
        same(block(step.a, depth + 1), depth);
        return depth;
      case Form::kTry:
        attempts(code_.tries.at(step.a), depth);
        return depth;
      default:
        return depth;
    }
  }

  void attempts(const Try& steps, int depth) {
    same(block(steps.body, depth), depth);
    for (const Handler& handler : steps.handlers) {
      if (handler.type >= 0) same(block(handler.type, depth), depth + 1);
      same(block(handler.body, depth), depth);
    }
    if (steps.otherwise >= 0) same(block(steps.otherwise, depth), depth);
    if (steps.finally >= 0) same(block(steps.finally, depth), depth);
  }

  void below(int index, size_t size) const {
    if (index < 0 || index >= static_cast<int>(size)) fail("an index points nowhere");
  }

  void operands(const Step& step) const {
    switch (step.form) {
      case Form::kConstant:
      case Form::kImport:
        return below(step.a, code_.constants.size());
      case Form::kLoad:
      case Form::kStore:
      case Form::kDelete:
      case Form::kLoadCell:
        return below(step.a, code_.variables.size());
      case Form::kAttribute:
      case Form::kSetAttribute:
      case Form::kDeleteAttribute:
      case Form::kImportFrom:
      case Form::kAnnotation:
        return below(step.a, code_.names.size());
      case Form::kFunction:
      case Form::kClass:
        return below(step.a, code_.children.size());
      default:
        return;
    }
  }

  const Code& code_;
  int line_ = 0;
};

}  // namespace

void check(const Code& code) {
  Checker(code).run();
  for (const auto& child : code.children) check(*child);
}

}  // namespace duet::syntax
