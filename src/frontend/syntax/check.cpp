#include "frontend/syntax/check.h"

#include <bit>
#include <optional>

#include "frontend/syntax/forms.h"

namespace duet::syntax {
namespace {

/// What a step takes besides what its form says.
int extra_operands(const Code& code, const Step& step) {
  if (step.form == Form::kFunction) return std::popcount(static_cast<unsigned>(step.b));
  if (step.form != Form::kCall || step.b < 0) return 0;
  return static_cast<int>(std::get<std::vector<std::string>>(code.constants[step.b]).size());
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
      int taken = facts(step.form).takes.of(step) + extra_operands(code_, step);
      if (taken > depth) fail("too few operands");
      depth += facts(step.form).leaves.of(step) - taken;
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

  void operands(const Step& step) const {
    const int32_t values[] = {step.a, step.b, step.c};
    const char* kinds = facts(step.form).operands;
    for (int i = 0; kinds[i]; ++i) {
      bool known = true;
      switch (kinds[i]) {
        case 'v':
          known = below(values[i], code_.variables.size());
          break;
        case 't':
          known = below(values[i], code_.names.size());
          break;
        case 'd':
          known = below(values[i], code_.children.size());
          break;
        case 'y':
          known = below(values[i], code_.tries.size());
          break;
        case 'k':
          known = values[i] == -1 || below(values[i], code_.constants.size());
          break;
        default:
          break;
      }
      if (!known) fail("an index points nowhere");
    }
  }

  static bool below(int index, size_t size) { return index >= 0 && index < static_cast<int>(size); }

  const Code& code_;
  int line_ = 0;
};

}  // namespace

void check(const Code& code) {
  Checker(code).run();
  for (const auto& child : code.children) check(*child);
}

}  // namespace duet::syntax
