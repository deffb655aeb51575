// Python objects to the Values that operators take, by the kinds of a schema; and results back.
#pragma once

#include "ops/registry.h"
#include "python/object.h"

namespace duet::python {

/// A Tensor or a number as an operand of arithmetic; false (and no exception) for anything else.
bool to_operand(PyObject* object, Value& value);

/// `object` as argument `param`. Where it does not fit, a Value that `bind` refuses with labels.
Value to_argument(const Param& param, PyObject* object);

/// Any Python value: None, numbers, text, dtypes, Tensors, lists and tuples of these.
Value to_value(PyObject* object);

/// Sizes: an int, a list or tuple of ints, a Tensor or array of ints; false for anything else.
bool to_ints(PyObject* object, Ints& ints);

/// A new reference.
PyObject* to_python(const Value& value);
/// One result, or a tuple of them.
PyObject* to_python(const Values& results);
PyObject* to_tuple(std::span<const int64_t> ints);

/// The only element as a number.
Value element_of(const Tensor& tensor);
/// A 0-d Tensor, or one filled from nested lists and tuples; `dtype` overrides what they suggest.
Tensor tensor_of_number(const Value& number, std::optional<DType> dtype);
Tensor tensor_of_list(PyObject* list, std::optional<DType> dtype);
/// Another dtype through the operator, so that gradients flow.
Tensor cast_to(const Tensor& tensor, DType dtype);

}  // namespace duet::python
