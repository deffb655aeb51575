// Memory as two things. A Buffer is bytes: who holds it may rely on them. A Storage is a place that
// views share; it points to a Buffer. A write to a Storage whose Buffer somebody else holds (a
// tape, a running program) copies the Buffer first.
//
// A Buffer may hold weights in blocks (tensor/blocks.h). Whoever asks for its data gets plain
// elements, made at that moment; who knows of blocks asks for those.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "base/export.h"
#include "base/ref.h"
#include "tensor/allocator.h"
#include "tensor/blocks.h"

namespace duet {

class DUET_API Buffer : public Counted<Buffer> {
 public:
  static Ref<Buffer> make(size_t bytes);
  /// Foreign memory (NumPy, DLPack): `release` is called once when the last holder is gone.
  static Ref<Buffer> adopt(void* data, size_t bytes, std::function<void()> release);
  /// Elements that lie in blocks.
  static Ref<Buffer> make_in_blocks(const Blocks& blocks);
  /// The same over memory of others, who outlive it.
  static Ref<Buffer> adopt_in_blocks(const Blocks& blocks, void* memory);
  static void destroy(Buffer* buffer);

  /// Plain elements. Who asks may write them: what lies in blocks does not count from then on.
  void* data() const {
    void* data = data_.load(std::memory_order_acquire);
    if (!data) [[unlikely]]
      return make_plain();
    return data;
  }
  size_t bytes() const { return bytes_; }
  bool foreign() const { return static_cast<bool>(release_); }

  /// The elements in blocks; null where the plain ones count.
  void* in_blocks(const Blocks& blocks) const;
  /// Where elements in these blocks can be written, by the only holder; null where there is no
  /// such memory. `written_in_blocks` says when they count. `lent`: others look at plain ones.
  void* room_in_blocks(const Blocks& blocks) const;
  void written_in_blocks(bool lent);

 private:
  struct Blocked;
  Buffer(void* data, size_t bytes);
  ~Buffer();
  friend class Counted<Buffer>;
  void* make_plain() const;

  mutable std::atomic<void*> data_;  // null: nothing, or in blocks
  size_t bytes_;
  std::function<void()> release_;
  std::unique_ptr<Blocked> blocked_;
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
  /// NumPy or DLPack sees this memory from now on, and holds the Buffer; writes must stay visible
  /// there.
  void lend() { lent_ = true; }
  bool lent() const { return lent_.load(std::memory_order_relaxed); }
  /// Memory that nobody else holds any more is no longer lent.
  void take_back();

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
  std::atomic<bool> lent_{false};
};

}  // namespace duet
