// Making, sharing and copying of memory.
#include "tensor/storage.h"

#include <cstring>

#include "base/pool.h"

namespace duet {

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
