// Numbers are converted with the rules of the instruction set.
#include "runtime/number.h"

#include <cstring>

#include "ops/scalar/visit.h"

namespace duet {

Element encode(const Value& number, DType dtype) {
  Element element{};
  if (is_complex(dtype)) {
    std::complex<double> z = number.as_complex();
    if (dtype == DType::kComplex128) {
      std::memcpy(element.data(), &z, sizeof(z));
    } else {
      std::complex<float> narrow(z);
      std::memcpy(element.data(), &narrow, sizeof(narrow));
    }
    return element;
  }
  visit(dtype, [&]<class T>(std::type_identity<T>) {
    T converted = number.kind() == Value::Kind::kFloat ? convert<T>(number.as_float())
                                                       : convert<T>(number.as_int());
    std::memcpy(element.data(), &converted, sizeof(T));
  });
  return element;
}

}  // namespace duet
