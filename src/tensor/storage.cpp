// Making, sharing and copying of memory.
#include "tensor/storage.h"

#include <atomic>
#include <cstring>
#include <mutex>

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

/// Plain elements keep their place once they have one: a reader that is slower than the next step
/// reads memory that is still there, as it does where a step writes plain elements in place.
struct Buffer::Blocked {
  Blocks blocks;
  void* memory;
  bool own;
  std::mutex mutex = {};  // of making plain elements
  void* plain = nullptr;
};

Buffer::Buffer(void* data, size_t bytes) : data_(data), bytes_(bytes) {}

Buffer::~Buffer() {
  if (!blocked_) return;
  if (blocked_->own) deallocate(blocked_->memory, bytes_);
  if (blocked_->plain) deallocate(blocked_->plain, bytes_);
}

Ref<Buffer> Buffer::make_in_blocks(const Blocks& blocks) {
  Ref<Buffer> buffer = adopt_in_blocks(blocks, allocate(blocks.bytes()));
  buffer->blocked_->own = true;
  return buffer;
}

Ref<Buffer> Buffer::adopt_in_blocks(const Blocks& blocks, void* memory) {
  auto* buffer = new (Pool<Buffer>::take()) Buffer(nullptr, blocks.bytes());
  buffer->blocked_ = std::make_unique<Blocked>(blocks, memory, false);
  return buffer;
}

void* Buffer::make_plain() const {
  if (!blocked_) return nullptr;
  std::lock_guard lock(blocked_->mutex);
  if (void* made = data_.load(std::memory_order_relaxed)) return made;
  if (!blocked_->plain) blocked_->plain = allocate(bytes_);
  from_blocks(blocked_->blocks, static_cast<const float*>(blocked_->memory),
              static_cast<float*>(blocked_->plain));
  data_.store(blocked_->plain, std::memory_order_release);
  return blocked_->plain;
}

void* Buffer::in_blocks(const Blocks& blocks) const {
  return data_.load(std::memory_order_acquire) ? nullptr : room_in_blocks(blocks);
}

void* Buffer::room_in_blocks(const Blocks& blocks) const {
  return blocked_ && blocked_->blocks == blocks ? blocked_->memory : nullptr;
}

void Buffer::written_in_blocks(bool lent) {
  {
    std::lock_guard lock(blocked_->mutex);
    data_.store(nullptr, std::memory_order_release);
  }
  if (lent) make_plain();
}

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
  else if (!buffer->blocked_)
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

/// Who lends meanwhile holds the Buffer before it says so: one of the two sees the other.
void Storage::take_back() {
  if (!lent() || buffer_->foreign()) return;
  lent_.exchange(false, std::memory_order_acq_rel);
  if (buffer_->count() > 1) lent_ = true;
}

void Storage::make_private() {
  if (buffer_->unique() || lent()) return;
  Ref<Buffer> copy = Buffer::make(buffer_->bytes());
  std::memcpy(copy->data(), buffer_->data(), buffer_->bytes());
  buffer_ = std::move(copy);
}

}  // namespace duet
