// Codes as readable text: one step a line, blocks indented where a step refers to them.
#include "frontend/syntax/forms.h"
#include "frontend/syntax/unparse.h"

namespace duet::syntax {
namespace {

const char* const kUnary[] = {"+", "-", "~", "not"};
const char* const kBinary[] = {"+", "-", "*", "@", "/", "//", "%", "**", "<<", ">>", "&", "|", "^"};
const char* const kCompare[] = {"<", "<=", "==", "!=", ">", ">=", "is", "is not", "in", "not in"};
const char* const kScopes[] = {"local", "cell", "free", "global", "name", "class-free"};
const char* const kKinds[] = {"function", "lambda", "comprehension", "class", "module"};

std::string text_of(const Constant& value) {
  struct Visitor {
    std::string operator()(NoneLiteral) const { return "None"; }
    std::string operator()(EllipsisLiteral) const { return "..."; }
    std::string operator()(bool flag) const { return flag ? "True" : "False"; }
    std::string operator()(int64_t number) const { return std::to_string(number); }
    std::string operator()(const BigInt& number) const { return number.digits; }
    std::string operator()(double number) const { return fmt::format("{}", number); }
    std::string operator()(std::complex<double> z) const { return fmt::format("{:g}j", z.imag()); }
    std::string operator()(const std::string& text) const { return repr(text); }
    std::string operator()(const Bytes& bytes) const { return repr(bytes.data, true); }
    std::string operator()(const std::vector<std::string>& names) const {
      return fmt::format("({})", fmt::join(names, ", "));
    }
  };
  return std::visit(Visitor(), value);
}

class Printer {
 public:
  explicit Printer(const Code& code) : code_(code) {}

  std::string print() {
    header();
    block(0, 1);
    for (const auto& child : code_.children) out_ += to_text(*child);
    return std::move(out_);
  }

 private:
  void header() {
    std::string flags;
    if (code_.generator) flags += " generator";
    if (code_.coroutine) flags += " coroutine";
    out_ += fmt::format("{} {} line {}{}\n", kKinds[static_cast<int>(code_.kind)], code_.qualname,
                        code_.first_line, flags);
    int parameters = code_.parameter_count();
    std::vector<std::string> variables;
    for (size_t i = 0; i < code_.variables.size(); ++i) {
      const Variable& variable = code_.variables[i];
      variables.push_back(fmt::format("{}{} {}",
                                      static_cast<int>(i) < parameters ? "parameter " : "",
                                      kScopes[static_cast<int>(variable.scope)], variable.name));
    }
    if (!variables.empty()) out_ += fmt::format("  variables: {}\n", fmt::join(variables, ", "));
  }

  void line(int depth, const std::string& text) {
    out_ += fmt::format("{:{}}{}\n", "", 2 * depth, text);
  }

  void block(int index, int depth) {
    for (const Step& step : code_.blocks[index]) print_step(step, depth);
  }

  void part(const char* label, int index, int depth) {
    if (index < 0) return;
    line(depth, label);
    block(index, depth + 1);
  }

  void print_step(const Step& step, int depth) {
    const FormFacts& form = facts(step.form);
    std::string text = form.name;
    const int32_t operands[] = {step.a, step.b, step.c};
    for (int i = 0; form.operands[i]; ++i) text += operand(form.operands[i], operands[i]);
    line(depth, text);
    if (step.form == Form::kTry) return print_try(code_.tries[step.a], depth + 1);
    if (step.form == Form::kBoolean || step.form == Form::kWith) {
      block(step.a, depth + 1);
    } else if (step.form == Form::kIf) {
      part("then", step.a, depth);
      part("else", step.b, depth);
    } else if (step.form == Form::kWhile) {
      part("condition", step.a, depth);
      part("body", step.b, depth);
      part("else", step.c, depth);
    } else if (step.form == Form::kFor) {
      part("body", step.a, depth);
      part("else", step.b, depth);
    }
  }

  void print_try(const Try& steps, int depth) {
    part("body", steps.body, depth);
    for (const Handler& handler : steps.handlers) {
      part("type", handler.type, depth);
      std::string label = handler.star ? "except*" : "except";
      if (handler.variable >= 0) label += " " + code_.variables[handler.variable].name;
      part(label.c_str(), handler.body, depth);
    }
    part("else", steps.otherwise, depth);
    part("finally", steps.finally, depth);
  }

  std::string operand(char kind, int value) const {
    switch (kind) {
      case 'n':
        return fmt::format(" {}", value);
      case 'v':
        return " " + code_.variables[value].name;
      case 'k':
        return value < 0 ? "" : " " + text_of(code_.constants[value]);
      case 't':
        return " " + code_.names[value];
      case 'd':
        return fmt::format(" #{} {}", value, code_.children[value]->name);
      case 'u':
        return std::string(" ") + kUnary[value];
      case 'x':
        return std::string(" ") + kBinary[value];
      case 'p':
        return std::string(" ") + kCompare[value];
      case 'o':
        return value ? " or" : " and";
      default:
        return "";
    }
  }

  const Code& code_;
  std::string out_;
};

}  // namespace

std::string to_text(const Code& code) { return Printer(code).print(); }

}  // namespace duet::syntax
