// A free list per thread for small objects of one type: making one costs a few instructions.
#pragma once

#include <cstddef>
#include <new>

namespace duet {

template <class T>
class Pool {
 public:
  static void* take() {
    List& list = lists();
    if (list.size > 0) return list.items[--list.size];
    return ::operator new(sizeof(T), std::align_val_t(alignof(T)));
  }
  static void give(void* memory) {
    List& list = lists();
    if (list.alive && list.size < kKeep) {
      list.items[list.size++] = memory;
      return;
    }
    ::operator delete(memory, std::align_val_t(alignof(T)));
  }

 private:
  static constexpr size_t kKeep = 256;
  struct List {
    void* items[kKeep];
    size_t size = 0;
    bool alive = true;
    ~List() {
      alive = false;
      while (size > 0) ::operator delete(items[--size], std::align_val_t(alignof(T)));
    }
  };
  static List& lists() {
    thread_local List list;
    return list;
  }
};

}  // namespace duet
