// Values: the words that fit are inside, the rest is a counted box.
#include "ops/value.h"

#include <variant>

namespace duet {

struct Value::Box : Counted<Value::Box> {
  std::variant<std::complex<double>, std::string, Ints, Values> content;
  explicit Box(auto content) : content(std::move(content)) {}
};

Value::Value(std::complex<double> z) : kind_(Kind::kComplex) {
  word_.box = new Box(z);
  word_.box->retain();
}
Value::Value(std::string text) : kind_(Kind::kString) {
  word_.box = new Box(std::move(text));
  word_.box->retain();
}
Value::Value(Ints ints) : kind_(Kind::kInts) {
  word_.box = new Box(std::move(ints));
  word_.box->retain();
}
Value::Value(Values list) : kind_(Kind::kList) {
  word_.box = new Box(std::move(list));
  word_.box->retain();
}

Value Value::node(int64_t node) {
  Value value(node);
  value.kind_ = Kind::kNode;
  return value;
}

void Value::retain() const {
  if (kind_ == Kind::kTensor)
    word_.tensor->retain();
  else if (owns_box())
    word_.box->retain();
}
void Value::release_box() { word_.box->release(); }

void Value::expect(Kind kind) const {
  if (kind_ != kind)
    DUET_BUG("a value of kind {} is read as kind {}", static_cast<int>(kind_),
             static_cast<int>(kind));
}

bool Value::as_bool() const {
  if (kind_ == Kind::kInt) return word_.integer != 0;
  expect(Kind::kBool);
  return word_.integer != 0;
}
int64_t Value::as_int() const {
  if (kind_ == Kind::kBool) return word_.integer;
  expect(Kind::kInt);
  return word_.integer;
}
double Value::as_float() const {
  if (kind_ == Kind::kInt || kind_ == Kind::kBool) return static_cast<double>(word_.integer);
  expect(Kind::kFloat);
  return word_.real;
}
std::complex<double> Value::as_complex() const {
  if (kind_ == Kind::kComplex) return std::get<std::complex<double>>(word_.box->content);
  return as_float();
}
DType Value::as_dtype() const {
  expect(Kind::kDType);
  return static_cast<DType>(word_.integer);
}
std::string_view Value::as_string() const {
  expect(Kind::kString);
  return std::get<std::string>(word_.box->content);
}
const Ints& Value::as_ints() const {
  expect(Kind::kInts);
  return std::get<Ints>(word_.box->content);
}
const Values& Value::as_list() const {
  expect(Kind::kList);
  return std::get<Values>(word_.box->content);
}
int64_t Value::as_node() const {
  expect(Kind::kNode);
  return word_.integer;
}
Tensor Value::as_tensor() const {
  expect(Kind::kTensor);
  return Tensor(Ref<TensorRep>(word_.tensor));
}

NumberKind Value::number_kind() const {
  switch (kind_) {
    case Kind::kBool:
      return NumberKind::kBool;
    case Kind::kInt:
      return NumberKind::kInt;
    case Kind::kFloat:
      return NumberKind::kFloat;
    case Kind::kComplex:
      return NumberKind::kComplex;
    default:
      DUET_BUG("a value of kind {} is no number", static_cast<int>(kind_));
  }
}

bool operator==(const Value& a, const Value& b) {
  if (a.kind_ != b.kind_) return false;
  if (a.owns_box()) return a.word_.box->content == b.word_.box->content;
  return a.is_none() || a.word_.integer == b.word_.integer;
}

namespace {

std::string describe_list(const Values& list) {
  std::string text = "(";
  for (size_t i = 0; i < list.size(); ++i) text += (i ? ", " : "") + describe(list[i]);
  return text + ")";
}

}  // namespace

std::optional<Ints> ints_of(const Value& value) {
  if (value.kind() == Value::Kind::kInts) return value.as_ints();
  if (value.kind() == Value::Kind::kInt || value.kind() == Value::Kind::kBool)
    return Ints{value.as_int()};
  if (!value.is_list()) return std::nullopt;
  Ints ints;
  for (const Value& item : value.as_list()) {
    if (item.kind() != Value::Kind::kInt) return std::nullopt;
    ints.push_back(item.as_int());
  }
  return ints;
}

std::string describe(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNone:
      return "None";
    case Value::Kind::kBool:
      return value.as_bool() ? "True" : "False";
    case Value::Kind::kInt:
      return fmt::format("{}", value.as_int());
    case Value::Kind::kFloat:
      return fmt::format("{}", value.as_float());
    case Value::Kind::kComplex:
      return fmt::format("({}{:+}j)", value.as_complex().real(), value.as_complex().imag());
    case Value::Kind::kDType:
      return std::string(name(value.as_dtype()));
    case Value::Kind::kString:
      return fmt::format("'{}'", value.as_string());
    case Value::Kind::kInts:
      return fmt::format("({})", fmt::join(value.as_ints(), ", "));
    case Value::Kind::kTensor: {
      const Layout& layout = value.tensor_rep()->layout;
      const char* comma = layout.rank() == 1 ? "," : "";
      return fmt::format("{} ({}{})", name(value.tensor_rep()->dtype),
                         fmt::join(layout.shape, ", "), comma);
    }
    case Value::Kind::kNode:
      return "a value of the graph";
    case Value::Kind::kList:
      return describe_list(value.as_list());
  }
  return "";
}

}  // namespace duet
