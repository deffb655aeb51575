// One row of facts for each Form: its name, what its operands are, what it does to the stack.
#pragma once

#include "frontend/syntax/code.h"

namespace duet::syntax {

/// A number of stack values, from a step's operands.
struct Amount {
  int fixed = 0, times_a = 0, times_b = 0;
  int of(const Step& step) const { return fixed + times_a * step.a + times_b * step.b; }
};

struct FormFacts {
  Form form;
  const char* name;
  /// Letter by letter what a, b and c are: n number, v variable, k constant or -1, t name, d child,
  /// b block or -1, y try, u x p operators, o `and` or `or`.
  const char* operands;
  /// Without what the step's blocks do, the keywords of a call, and a function's extras.
  Amount takes, leaves;
};

const FormFacts& facts(Form form);

}  // namespace duet::syntax
