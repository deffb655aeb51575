// DLPack: Tensors of other libraries over the same memory. The structures are those of the
// protocol's version 0, which NumPy, PyTorch and JAX all speak on the CPU.
#include "python/tensor/dlpack.h"

#include <cstdlib>
#include <memory>

#include "python/tensor/object.h"
#include "runtime/graph/tracer.h"

namespace duet::python {
namespace {

struct Device {
  int32_t type, id;
};
struct DataType {
  uint8_t code, bits;
  uint16_t lanes;
};
struct Array {
  void* data;
  Device device;
  int32_t ndim;
  DataType dtype;
  int64_t* shape;
  int64_t* strides;
  uint64_t byte_offset;
};
struct Managed {
  Array array;
  void* context;
  void (*deleter)(Managed*);
};

constexpr int32_t kCpu = 1;
constexpr char kName[] = "dltensor";
constexpr char kUsedName[] = "used_dltensor";

enum Code : uint8_t { kInt = 0, kUInt = 1, kFloat = 2, kBFloat = 4, kComplex = 5, kBool = 6 };

Code code_of(DType dtype) {
  if (is_bool(dtype)) return kBool;
  if (is_complex(dtype)) return kComplex;
  if (dtype == DType::kBFloat16) return kBFloat;
  if (is_float(dtype)) return kFloat;
  return is_unsigned_int(dtype) ? kUInt : kInt;
}

DType dtype_of(DataType type) {
  for (int i = 0; i < kDTypeCount; ++i) {
    auto dtype = static_cast<DType>(i);
    if (type.lanes == 1 && code_of(dtype) == type.code && size_of(dtype) * 8 == type.bits)
      return dtype;
  }
  throw type_error(
      "from_dlpack needs elements of a dtype that Tensors have, found code {} of {} "
      "bits",
      type.code, type.bits)
      .slug("dlpack-dtype");
}

/// What a consumer holds: the Tensor and its memory, and room for its extents.
struct Export {
  Managed managed;
  Tensor tensor;
  Ref<Buffer> buffer;
  Ints shape, strides;
};

void delete_export(Managed* managed) { delete static_cast<Export*>(managed->context); }

void delete_capsule(PyObject* capsule) {
  // A consumer that took the memory has renamed the capsule and calls the deleter itself.
  if (!PyCapsule_IsValid(capsule, kName)) return;
  auto* managed = static_cast<Managed*>(PyCapsule_GetPointer(capsule, kName));
  managed->deleter(managed);
}

void release(Managed* managed) {
  if (!managed->deleter) return;
  if (!Py_IsInitialized()) return;
  PyGILState_STATE state = PyGILState_Ensure();
  managed->deleter(managed);
  PyGILState_Release(state);
}

Tensor import_array(Managed* managed) {
  const Array& array = managed->array;
  if (array.device.type != kCpu)
    throw value_error("from_dlpack needs memory of the CPU, found device type {}",
                      array.device.type)
        .slug("dlpack-device");
  DType dtype = dtype_of(array.dtype);
  Layout layout = contiguous({array.shape, static_cast<size_t>(array.ndim)});
  if (array.strides) layout.strides = Ints(array.strides, array.strides + array.ndim);
  auto [low, high] = reach(layout);
  layout.offset = -low;
  auto size = static_cast<int64_t>(size_of(dtype));
  char* data = static_cast<char*>(array.data) + array.byte_offset + low * size;
  Ref<Storage> storage =
      Storage::make(Buffer::adopt(data, (high - low) * size, [managed] { release(managed); }));
  storage->lend();
  return {dtype, std::move(layout), std::move(storage)};
}

}  // namespace

PyObject* to_dlpack(PyObject* self, PyObject*, PyObject*) {
  return guarded([&] {
    Tensor tensor = with_elements(unwrap(self), "DLPack");
    tensor.storage()->make_private();
    auto owner = std::make_unique<Export>();
    owner->tensor = tensor;
    owner->buffer = tensor.storage()->buffer();
    tensor.storage()->lend();
    owner->shape = tensor.shape();
    owner->strides = tensor.strides();
    auto bits = static_cast<uint8_t>(size_of(tensor.dtype()) * 8);
    owner->managed = {{tensor.data(),
                       {kCpu, 0},
                       tensor.rank(),
                       {code_of(tensor.dtype()), bits, 1},
                       owner->shape.data(),
                       owner->strides.data(),
                       0},
                      owner.get(),
                      delete_export};
    PyObject* capsule = PyCapsule_New(&owner->managed, kName, delete_capsule);
    if (!capsule) throw PythonError();
    static_cast<void>(owner.release());
    return capsule;
  });
}

PyObject* dlpack_device(PyObject*, PyObject*) { return Py_BuildValue("(ii)", kCpu, 0); }

PyObject* from_dlpack(PyObject*, PyObject* source) {
  return guarded([&] {
    Object capsule = PyCapsule_CheckExact(source)
                         ? Object::borrow(source)
                         : checked(PyObject_CallMethodNoArgs(source, intern("__dlpack__")));
    auto* managed = static_cast<Managed*>(PyCapsule_GetPointer(capsule.get(), kName));
    if (!managed) throw PythonError();
    Tensor tensor = import_array(managed);
    checked(PyCapsule_SetName(capsule.get(), kUsedName));
    return wrap(std::move(tensor));
  });
}

}  // namespace duet::python
