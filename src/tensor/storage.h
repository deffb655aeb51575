// Memory as two things. A Buffer is bytes: who holds it may rely on them. A Storage is a place that
// views share; it points to a Buffer. A write to a Storage whose Buffer somebody else holds (a
// tape, a running program) copies the Buffer first.
#pragma once

#include <functional>

#include "base/export.h"
#include "base/ref.h"
#include "tensor/allocator.h"

namespace duet {

class DUET_API Buffer : public Counted<Buffer> {
 public:
  static Ref<Buffer> make(size_t bytes);
  /// Foreign memory (NumPy, DLPack): `release` is called once when the last holder is gone.
  static Ref<Buffer> adopt(void* data, size_t bytes, std::function<void()> release);
  static void destroy(Buffer* buffer);

  void* data() const { return data_; }
  size_t bytes() const { return bytes_; }
  bool foreign() const { return static_cast<bool>(release_); }

 private:
  Buffer(void* data, size_t bytes) : data_(data), bytes_(bytes) {}
  ~Buffer() = default;
  friend class Counted<Buffer>;

  void* data_;
  size_t bytes_;
  std::function<void()> release_;
};

/// A value in the gradient tape: which recording, which entry. Nothing, by default.
struct TapeVar {
  uint32_t generation = 0;
  uint32_t index = 0;
  friend bool operator==(TapeVar, TapeVar) = default;
};

class DUET_API Storage : public Counted<Storage> {
 public:
  static Ref<Storage> make(Ref<Buffer> buffer);
  static void destroy(Storage* storage);

  const Ref<Buffer>& buffer() const { return buffer_; }
  void* data() const { return buffer_->data(); }
  size_t bytes() const { return buffer_->bytes(); }

  /// Before a write: the Buffer is this Storage's alone afterwards. Memory lent out (see `lend`) is
  /// written in place.
  void make_private();
  void replace(Ref<Buffer> buffer) { buffer_ = std::move(buffer); }
  /// NumPy or DLPack sees this memory from now on; writes must stay visible there.
  void lend() { lent_ = true; }
  bool lent() const { return lent_; }

  /// Grows with each write; no two storages ever have the same. A view made before a write is
  /// looked up again (see runtime/tape/tape.h).
  uint64_t version() const { return version_; }
  /// No other Storage of this process ever has it: what was derived from the content is found by id
  /// and version.
  uint64_t id() const { return id_; }
  void written() { ++version_; }

 private:
  explicit Storage(Ref<Buffer> buffer);
  ~Storage() = default;

  Ref<Buffer> buffer_;
  uint64_t id_;
  uint64_t version_;
  bool lent_ = false;
};

}  // namespace duet
