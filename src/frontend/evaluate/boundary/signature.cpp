// Each argument writes a tag and what decides about it; see `Writer::any`.
#include "frontend/evaluate/boundary/signature.h"

#include <algorithm>
#include <cstring>

#include "frontend/evaluate/traced/tensor.h"

namespace duet::frontend {
namespace {

constexpr int kDeepest = 64;
constexpr size_t kFewTensors = 8;

enum MutableType : uint8_t { kTuple, kList, kDict, kInt, kFloat, kMutableTypes };
PyTypeObject* mutable_types[kMutableTypes];

bool is_mutable_type(const PyTypeObject* type) {
  return std::find(mutable_types, mutable_types + kMutableTypes, type) !=
         mutable_types + kMutableTypes;
}

class Writer {
 public:
  explicit Writer(Signature& signature)
      : signature_(signature), key_(signature.key), containers_(signature.containers) {}

  bool all(const CallArguments& arguments);

 private:
  bool any(PyObject* object);
  bool constant(PyObject* object);
  void tensor(PyObject* object, bool exact);
  bool marked(PyObject* object);
  bool items(char tag, PyObject* sequence, PyObject* const* first, Py_ssize_t count);
  bool dict(PyObject* object);
  bool again(PyObject* container);
  void keywords(const CallArguments& arguments);
  void shared_storages();

  void leaf(char tag, PyObject* object) {
    key_.push_back(tag);
    signature_.leaves.push_back(object);
    signature_.is_mutable.push_back(marked_ > 0);
    signature_.same_storage.push_back(static_cast<int>(signature_.leaves.size()) - 1);
  }
  template <class T>
  void put(char tag, const T& value) {
    char bytes[1 + sizeof(T)];
    bytes[0] = tag;
    std::memcpy(bytes + 1, &value, sizeof(T));
    key_.append(bytes, sizeof bytes);
  }
  void text(char tag, const char* data, Py_ssize_t size) {
    put(tag, size);
    key_.append(data, static_cast<size_t>(size));
  }
  void identity(PyObject* object) {
    put('O', object);
    signature_.named.push_back(object);
  }

  Signature& signature_;
  std::string& key_;
  int depth_ = 0;
  int marked_ = 0;
  size_t tensors_ = 0;
  std::vector<PyObject*>& containers_;
};

void Writer::tensor(PyObject* object, bool exact) {
  const TensorRep& rep = *as_object(object)->rep;
  const Ints& shape = rep.layout.shape;
  leaf('T', object);
  ++tensors_;
  if (!exact) identity(reinterpret_cast<PyObject*>(Py_TYPE(object)));
  const char kind[2] = {static_cast<char>(rep.dtype), static_cast<char>(shape.size())};
  key_.append(kind, 2);
  signature_.shapes.push_back(
      {key_.size(), signature_.leaves.size() - 1, static_cast<int>(shape.size())});
  key_.append(reinterpret_cast<const char*>(shape.data()), shape.size() * sizeof(int64_t));
}

// A program that writes to a list sees whether two arguments are the same list.
bool Writer::again(PyObject* container) {
  auto found = std::find(containers_.begin(), containers_.end(), container);
  if (found != containers_.end()) put('R', static_cast<int>(found - containers_.begin()));
  containers_.push_back(container);
  return ++depth_ <= kDeepest;
}

bool Writer::items(char tag, PyObject* sequence, PyObject* const* first, Py_ssize_t count) {
  if (tag == '[' ? !again(sequence) : ++depth_ > kDeepest) return false;
  put(tag, count);
  for (Py_ssize_t i = 0; i < count; ++i)
    if (!any(first[i])) return false;
  --depth_;
  return true;
}

bool Writer::dict(PyObject* object) {
  if (!again(object)) return false;
  put('{', PyDict_GET_SIZE(object));
  PyObject *key = nullptr, *value = nullptr;
  Py_ssize_t at = 0;
  while (PyDict_Next(object, &at, &key, &value))
    if (!constant(key) || !any(value)) return false;
  --depth_;
  return true;
}

/// By value, where Python's values are immutable; else by identity.
bool Writer::constant(PyObject* object) {
  if (PyUnicode_CheckExact(object)) {
    // The characters as they are stored, with how they are: surrogates have no UTF-8.
    auto kind = PyUnicode_KIND(object);
    key_.push_back(static_cast<char>(kind));
    text('s', static_cast<const char*>(PyUnicode_DATA(object)),
         PyUnicode_GET_LENGTH(object) * static_cast<Py_ssize_t>(kind));
  } else if (PyLong_CheckExact(object)) {
    int overflow = 0;
    int64_t value = PyLong_AsLongLongAndOverflow(object, &overflow);
    overflow ? identity(object) : put('i', value);
  } else if (PyFloat_CheckExact(object)) {
    put('f', PyFloat_AS_DOUBLE(object));
  } else if (PyBytes_CheckExact(object)) {
    text('y', PyBytes_AS_STRING(object), PyBytes_GET_SIZE(object));
  } else if (PyTuple_CheckExact(object)) {
    if (++depth_ > kDeepest) return false;
    put('(', PyTuple_GET_SIZE(object));
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(object); ++i)
      if (!constant(PyTuple_GET_ITEM(object, i))) return false;
    --depth_;
  } else {
    identity(object);
  }
  return true;
}

bool Writer::marked(PyObject* object) {
  PyTypeObject* type = Py_TYPE(object);
  key_.push_back('M');
  ++marked_;
  bool done = true;
  if (type == mutable_types[kTuple])
    done = items('(', object, &PyTuple_GET_ITEM(object, 0), PyTuple_GET_SIZE(object));
  else if (type == mutable_types[kList])
    done = items('[', object, reinterpret_cast<PyListObject*>(object)->ob_item,
                 PyList_GET_SIZE(object));
  else if (type == mutable_types[kDict])
    done = dict(object);
  else
    leaf(type == mutable_types[kInt] ? 'i' : 'f', object);
  --marked_;
  return done;
}

bool Writer::any(PyObject* object) {
  PyTypeObject* type = Py_TYPE(object);
  if (type == tensor_type) {
    tensor(object, true);
  } else if (type == &PyFloat_Type) {
    leaf('f', object);
  } else if (type == &PyLong_Type) {
    leaf('i', object);
  } else if (type == &PyBool_Type) {
    leaf('b', object);
  } else if (object == Py_None) {
    key_.push_back('N');
  } else if (type == &PyTuple_Type) {
    return items('(', object, &PyTuple_GET_ITEM(object, 0), PyTuple_GET_SIZE(object));
  } else if (type == &PyList_Type) {
    return items('[', object, reinterpret_cast<PyListObject*>(object)->ob_item,
                 PyList_GET_SIZE(object));
  } else if (type == &PyDict_Type) {
    return dict(object);
  } else if (PyType_IsSubtype(type, tensor_type)) {
    tensor(object, false);
  } else if (is_mutable_type(type)) {
    return marked(object);
  } else if (type == &PyUnicode_Type || type == &PyBytes_Type) {
    return constant(object);
  } else {
    identity(object);
  }
  return true;
}

// Values in the order of sorted names; the names as they were written: **kwargs keeps their order.
void Writer::keywords(const CallArguments& arguments) {
  Py_ssize_t count = PyTuple_GET_SIZE(arguments.names);
  put('=', count);
  for (Py_ssize_t i = 0; i < count; ++i) constant(PyTuple_GET_ITEM(arguments.names, i));
}

bool Writer::all(const CallArguments& arguments) {
  put('(', arguments.count);
  for (size_t i = 0; i < arguments.count; ++i)
    if (!any(arguments.args[i])) return false;
  if (arguments.names) {
    keywords(arguments);
    SmallVector<Py_ssize_t, 8> order;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(arguments.names); ++i) order.push_back(i);
    std::sort(order.begin(), order.end(), [&](Py_ssize_t a, Py_ssize_t b) {
      return PyUnicode_Compare(PyTuple_GET_ITEM(arguments.names, a),
                               PyTuple_GET_ITEM(arguments.names, b)) < 0;
    });
    for (Py_ssize_t i : order)
      if (!any(arguments.args[arguments.count + static_cast<size_t>(i)])) return false;
  }
  if (tensors_ > 1) shared_storages();
  return true;
}

/// The place of a pointer among those put in before, in constant time.
class Places {
 public:
  explicit Places(size_t count) {
    size_t size = 16;
    while (size < 2 * count) size *= 2;
    slots_.assign(size, {nullptr, 0});
  }
  /// The number that `key` was first put in with; `number` itself, mostly.
  int first(const void* key, int number) {
    size_t at = (reinterpret_cast<uintptr_t>(key) >> 5) * 0x9E3779B97F4A7C15ULL >> 32;
    while (true) {
      auto& [known, its] = slots_[at++ & (slots_.size() - 1)];
      if (known == key) return its;
      if (known) continue;
      known = key;
      return its = number;
    }
  }

 private:
  std::vector<std::pair<const void*, int>> slots_;
};

void Writer::shared_storages() {
  auto storage = [&](size_t i) -> const void* {
    PyObject* object = signature_.leaves[i];
    return is_tensor(object) ? as_object(object)->rep->storage.get() : nullptr;
  };
  auto share = [&](size_t i, int first) {
    signature_.same_storage[i] = first;
    bool same_object = signature_.leaves[i] == signature_.leaves[static_cast<size_t>(first)];
    put(same_object ? 'B' : 'A', static_cast<int>(i));
    put('<', first);
  };
  size_t count = signature_.leaves.size();
  if (count <= kFewTensors) {
    for (size_t i = 1; i < count; ++i)
      for (size_t k = 0; k < i; ++k)
        if (storage(i) && storage(i) == storage(k)) {
          share(i, static_cast<int>(k));
          break;
        }
    return;
  }
  Places places(count);
  for (size_t i = 0; i < count; ++i) {
    const void* key = storage(i);
    int first = key ? places.first(key, static_cast<int>(i)) : static_cast<int>(i);
    if (first != static_cast<int>(i)) share(i, first);
  }
}

thread_local std::vector<std::unique_ptr<Signature>> spare;

}  // namespace

bool sign(const CallArguments& arguments, Signature& signature) {
  return Writer(signature).all(arguments);
}

SignatureLease::SignatureLease() {
  if (spare.empty()) {
    signature_ = std::make_unique<Signature>();
    return;
  }
  signature_ = std::move(spare.back());
  spare.pop_back();
}

SignatureLease::~SignatureLease() {
  signature_->key.clear();
  signature_->leaves.clear();
  signature_->containers.clear();
  signature_->is_mutable.clear();
  signature_->same_storage.clear();
  signature_->named.clear();
  signature_->shapes.clear();
  spare.push_back(std::move(signature_));
}

void set_mutable_types(PyObject* types) {
  for (Py_ssize_t i = 0; i < std::min<Py_ssize_t>(kMutableTypes, PyTuple_GET_SIZE(types)); ++i) {
    Py_INCREF(PyTuple_GET_ITEM(types, i));
    mutable_types[i] = reinterpret_cast<PyTypeObject*>(PyTuple_GET_ITEM(types, i));
  }
}

}  // namespace duet::frontend
