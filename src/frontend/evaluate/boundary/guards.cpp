// One function per kind of guard; `Guards::broken` goes through them, cheapest first.
#include "frontend/evaluate/boundary/guards.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>

#include "frontend/evaluate/traced/tensor.h"

namespace duet::frontend {
namespace {

uint64_t version_of(PyDictObject* dict) {
#if PY_VERSION_HEX < 0x030C0000
  return dict->ma_version_tag;
#else
  return 0;  // compared each time
#endif
}

bool same_bits(double a, double b) {
  return std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b);
}

}  // namespace

PyObject* item_of(PyObject* dict, PyObject* key) {
  if (PyUnicode_CheckExact(key) || PyLong_CheckExact(key)) {
    PyObject* found = PyDict_GetItemWithError(dict, key);
    if (!found) PyErr_Clear();
    return found;
  }
  PyObject *each = nullptr, *value = nullptr;
  Py_ssize_t at = 0;
  while (PyDict_Next(dict, &at, &each, &value))
    if (same_value(each, key)) return value;
  return nullptr;
}

namespace {

bool keys_are(PyObject* dict, PyObject* expected) {
  if (PyDict_GET_SIZE(dict) != PyTuple_GET_SIZE(expected)) return false;
  PyObject* key = nullptr;
  Py_ssize_t at = 0, i = 0;
  while (PyDict_Next(dict, &at, &key, nullptr))
    if (!same_value(key, PyTuple_GET_ITEM(expected, i++))) return false;
  return true;
}

/// An attribute, a global or a captured variable.
bool reads_a_name(const Guard& guard) {
  return guard.kind == Guard::Kind::kDictItem || guard.kind == Guard::Kind::kDictMissing ||
         guard.kind == Guard::Kind::kCell;
}

bool dict_guard_holds(const Guard& guard) {
  PyObject* dict = guard.container.get();
  if (guard.kind == Guard::Kind::kDictKeys) return keys_are(dict, guard.expected.get());
  PyObject* found = item_of(dict, guard.key.get());
  if (guard.kind == Guard::Kind::kDictMissing) return !found;
  if (guard.kind == Guard::Kind::kItemType)
    return found && reinterpret_cast<PyObject*>(Py_TYPE(found)) == guard.expected.get();
  return found && same_value(found, guard.expected.get());
}

bool items_are(PyObject* sequence, PyObject* expected) {
  Py_ssize_t count = PyTuple_GET_SIZE(expected);
  if (!PyList_Check(sequence) && !PyTuple_Check(sequence)) return false;
  if (PySequence_Fast_GET_SIZE(sequence) != count) return false;
  PyObject** items = PySequence_Fast_ITEMS(sequence);
  for (Py_ssize_t i = 0; i < count; ++i)
    if (!same_value(items[i], PyTuple_GET_ITEM(expected, i))) return false;
  return true;
}

bool type_version_holds(const Guard& guard) {
  const auto* type = reinterpret_cast<const PyTypeObject*>(guard.container.get());
  return PyType_HasFeature(const_cast<PyTypeObject*>(type), Py_TPFLAGS_VALID_VERSION_TAG) &&
         type->tp_version_tag == guard.version;
}

bool cell_holds(const Guard& guard) {
  PyObject* content = PyCell_GET(guard.container.get());
  if (!content || !guard.expected) return content == guard.expected.get();
  return same_value(content, guard.expected.get());
}

/// What ms.mutable makes of an int is a class of its own, and is a number all the same.
bool same_number(PyObject* a, PyObject* b) {
  if (same_value(a, b)) return true;
  if (Py_TYPE(a) != Py_TYPE(b) || !PyLong_Check(a)) return false;
  Object equal = Object::steal(PyLong_Type.tp_richcompare(a, b, Py_EQ));
  return equal.get() == Py_True;
}

bool slot_holds(const Guard& guard) {
  descrgetfunc get = Py_TYPE(guard.key.get())->tp_descr_get;
  PyObject* object = guard.container.get();
  Object found =
      Object::steal(get(guard.key.get(), object, reinterpret_cast<PyObject*>(Py_TYPE(object))));
  if (!found) PyErr_Clear();
  return found && same_value(found.get(), guard.expected.get());
}

/// The memory of an object that has some.
class Memory {
 public:
  explicit Memory(PyObject* object)
      : held_(PyObject_GetBuffer(object, &view_, PyBUF_FULL_RO) == 0) {
    if (!held_) PyErr_Clear();
  }
  ~Memory() {
    if (held_) PyBuffer_Release(&view_);
  }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  bool same(const Memory& other) const {
    if (!held_ || !other.held_ || view_.ndim != other.view_.ndim || view_.len != other.view_.len)
      return false;
    if (std::strcmp(view_.format, other.view_.format) != 0 ||
        !std::equal(view_.shape, view_.shape + view_.ndim, other.view_.shape))
      return false;
    if (PyBuffer_IsContiguous(&view_, 'C'))
      return std::memcmp(view_.buf, other.view_.buf, static_cast<size_t>(view_.len)) == 0;
    std::vector<char> rows(static_cast<size_t>(view_.len));
    return PyBuffer_ToContiguous(rows.data(), &view_, view_.len, 'C') == 0 &&
           std::memcmp(rows.data(), other.view_.buf, rows.size()) == 0;
  }

 private:
  Py_buffer view_{};
  bool held_;
};

bool array_holds(const Guard& guard) {
  return Memory(guard.container.get()).same(Memory(guard.expected.get()));
}

bool holds(const Guard& guard, const Signature& signature) {
  PyObject* object = guard.container.get();
  switch (guard.kind) {
    case Guard::Kind::kLeafValue:
      return same_number(signature.leaves[static_cast<size_t>(guard.leaf)], guard.expected.get());
    case Guard::Kind::kSequence:
      return items_are(object, guard.expected.get());
    case Guard::Kind::kType:
      return reinterpret_cast<PyObject*>(Py_TYPE(object)) == guard.expected.get();
    case Guard::Kind::kTypeVersion:
      return type_version_holds(guard);
    case Guard::Kind::kCell:
      return cell_holds(guard);
    case Guard::Kind::kFunction:
      return PyFunction_Check(object) && PyFunction_GET_CODE(object) == guard.expected.get() &&
             PyFunction_GET_DEFAULTS(object) == guard.key.get();
    case Guard::Kind::kDictItem:
    case Guard::Kind::kDictMissing:
    case Guard::Kind::kDictKeys:
    case Guard::Kind::kItemType:
      return dict_guard_holds(guard);
    case Guard::Kind::kSlot:
      return slot_holds(guard);
    case Guard::Kind::kArray:
      return array_holds(guard);
    case Guard::Kind::kTensor:
      break;
  }
  DUET_BUG("a guard on a Tensor stands among the others");
}

std::string_view text_of(PyObject* object) {
  Py_ssize_t size = 0;
  const char* data = PyUnicode_AsUTF8AndSize(object, &size);
  if (!data) throw PythonError();
  return {data, static_cast<size_t>(size)};
}

/// "float32 (2, 3)", as `describe` writes it.
std::pair<DType, Ints> parse_type(std::string_view text) {
  size_t space = text.find(' ');
  std::string_view dtype = text.substr(0, space);
  Ints shape;
  const char* end = text.data() + text.size();
  for (const char* at = text.data() + std::min(space, text.size()); at < end;) {
    int64_t extent = 0;
    auto [next, error] = std::from_chars(at, end, extent);
    if (error == std::errc()) shape.push_back(extent);
    at = error == std::errc() ? next : at + 1;
  }
  for (int i = 0; i < kDTypeCount; ++i)
    if (name(static_cast<DType>(i)) == dtype) return {static_cast<DType>(i), shape};
  DUET_BUG("a guard on a Tensor names no dtype: {}", text);
}

}  // namespace

bool same_value(PyObject* a, PyObject* b) {
  if (a == b) return true;
  PyTypeObject* type = Py_TYPE(a);
  if (type != Py_TYPE(b)) return false;
  if (type == &PyFloat_Type) return same_bits(PyFloat_AS_DOUBLE(a), PyFloat_AS_DOUBLE(b));
  if (type == &PyComplex_Type) {
    Py_complex x = PyComplex_AsCComplex(a), y = PyComplex_AsCComplex(b);
    return same_bits(x.real, y.real) && same_bits(x.imag, y.imag);
  }
  // Comparing exact ints, str and bytes runs no user code and does not fail.
  if (type == &PyLong_Type || type == &PyUnicode_Type || type == &PyBytes_Type)
    return PyObject_RichCompareBool(a, b, Py_EQ) == 1;
  if (PyType_IsSubtype(type, &PyFloat_Type))
    return same_bits(PyFloat_AS_DOUBLE(a), PyFloat_AS_DOUBLE(b));
  return false;
}

Guards::Guards(const Compiled& compiled, bool first_values) {
  for (const Guard& guard : compiled.guards) {
    if (first_values && reads_a_name(guard)) continue;
    switch (guard.kind) {
      case Guard::Kind::kDictItem:
      case Guard::Kind::kDictMissing:
      case Guard::Kind::kDictKeys:
      case Guard::Kind::kItemType: {
        auto* dict = reinterpret_cast<PyDictObject*>(guard.container.get());
        auto found = std::find_if(dicts_.begin(), dicts_.end(),
                                  [&](const Watched& watched) { return watched.dict == dict; });
        if (found == dicts_.end()) found = dicts_.insert(dicts_.end(), {dict, 0, {}});
        found->guards.push_back(&guard);
        break;
      }
      case Guard::Kind::kTypeVersion:
        types_.push_back(&guard);
        break;
      case Guard::Kind::kTensor: {
        auto [dtype, shape] = parse_type(text_of(guard.expected.get()));
        tensors_.push_back({&guard, dtype, std::move(shape)});
        break;
      }
      default:
        others_.push_back(&guard);
    }
  }
}

const Guard* Guards::broken(const Signature& signature) const {
  for (const Watched& watched : dicts_) {
    uint64_t version = version_of(watched.dict);
    if (version && version == watched.version) continue;
    for (const Guard* guard : watched.guards)
      if (!dict_guard_holds(*guard)) return guard;
    watched.version = version;
  }
  for (const Guard* guard : types_)
    if (!type_version_holds(*guard)) return guard;
  for (const Guard* guard : others_)
    if (!holds(*guard, signature)) return guard;
  for (const TensorFact& fact : tensors_) {
    const TensorRep& rep = *as_object(fact.guard->container.get())->rep;
    if (rep.dtype != fact.dtype || rep.layout.shape != fact.shape) return fact.guard;
  }
  return nullptr;
}

}  // namespace duet::frontend
