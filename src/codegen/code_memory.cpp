// Pages taken in order from reserved stretches of address space; each kernel has pages of its own.
#include "codegen/code_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <mutex>

#include "base/format.h"

namespace duet {
namespace {

constexpr size_t kReserve = size_t{16} << 20;

struct Stretch {
  std::mutex mutex;
  char* next = nullptr;
  char* end = nullptr;
};

Stretch& stretch() {
  static auto* one = new Stretch;  // NOLINT: lives as long as the process
  return *one;
}

}  // namespace

const void* place_code(std::string_view code) {
  static const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  size_t bytes = (code.size() + page - 1) / page * page;
  if (bytes > kReserve) return nullptr;
  Stretch& from = stretch();
  std::lock_guard lock(from.mutex);
  if (static_cast<size_t>(from.end - from.next) < bytes) {
    void* fresh =
        mmap(nullptr, kReserve, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (fresh == MAP_FAILED) return nullptr;
    from.next = static_cast<char*>(fresh);
    from.end = from.next + kReserve;
  }
  char* at = from.next;
  if (mprotect(at, bytes, PROT_READ | PROT_WRITE) != 0) return nullptr;
  std::memcpy(at, code.data(), code.size());
  if (mprotect(at, bytes, PROT_READ | PROT_EXEC) != 0) return nullptr;
  from.next += bytes;
  return at;
}

void name_code(const void* code, size_t size, const std::string& name) {
  std::string path = fmt::format("/tmp/perf-{}.map", getpid());
  int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return;
  std::string line = fmt::format("{:x} {:x} {}\n", reinterpret_cast<uintptr_t>(code), size, name);
  [[maybe_unused]] ssize_t written = write(fd, line.data(), line.size());
  close(fd);
}

}  // namespace duet
