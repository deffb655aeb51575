// Making, sharing and copying of memory.
#include "tensor/storage.h"

#include <atomic>
#include <cstring>

#include "base/pool.h"

namespace duet {
namespace {

/// Room for the writes to one storage between its first version and the next one's.
constexpr int kWriteBits = 24;

/// Each thread takes ids in blocks.
uint64_t next_id() {
  constexpr uint64_t kBlock = 1 << 16;
  static std::atomic<uint64_t> blocks{1};
  thread_local uint64_t next = 0, end = 0;
  if (next == end) {
    next = blocks.fetch_add(kBlock, std::memory_order_relaxed);
    end = next + kBlock;
  }
  return next++;
}

}  // namespace

Ref<Buffer> Buffer::make(size_t bytes) {
  void* data = allocate(bytes);
  return new (Pool<Buffer>::take()) Buffer(data, bytes);
}

Ref<Buffer> Buffer::adopt(void* data, size_t bytes, std::function<void()> release) {
  auto* buffer = new (Pool<Buffer>::take()) Buffer(data, bytes);
  buffer->release_ = release ? std::move(release) : [] {};
  return buffer;
}

void Buffer::destroy(Buffer* buffer) {
  if (buffer->release_)
    buffer->release_();
  else
    deallocate(buffer->data_, buffer->bytes_);
  buffer->~Buffer();
  Pool<Buffer>::give(buffer);
}

Storage::Storage(Ref<Buffer> buffer)
    : buffer_(std::move(buffer)), id_(next_id()), version_(id_ << kWriteBits) {}

Ref<Storage> Storage::make(Ref<Buffer> buffer) {
  return new (Pool<Storage>::take()) Storage(std::move(buffer));
}

void Storage::destroy(Storage* storage) {
  storage->~Storage();
  Pool<Storage>::give(storage);
}

void Storage::make_private() {
  if (buffer_->unique() || lent_) return;
  Ref<Buffer> copy = Buffer::make(buffer_->bytes());
  std::memcpy(copy->data(), buffer_->data(), buffer_->bytes());
  buffer_ = std::move(copy);
}

}  // namespace duet
