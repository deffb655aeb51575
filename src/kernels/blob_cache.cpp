// The pack: a header with the stamp, then entries of {magic, sizes, checksum, key, code}, each
// padded to eight bytes.
#include "kernels/blob_cache.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "base/format.h"

namespace duet {
namespace {

constexpr char kMagic[] = "DUETPACK";
// A pack that has grown past this is started anew.
constexpr int64_t kLargest = int64_t{64} << 20;

struct EntryHead {
  uint32_t magic, key_size, code_size, entry;
  uint64_t checksum;
};

/// The first word of an entry vouches for its sizes: a wrong size would hide the entries behind it.
uint32_t magic(uint32_t key_size, uint32_t code_size) {
  return 0x4b504c42 ^ (key_size * 0x9e3779b1U) ^ (code_size * 0x85ebca6bU);
}

uint64_t mix(uint64_t hash, std::string_view bytes) {
  for (size_t i = 0; i < bytes.size(); i += 8) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, std::min<size_t>(8, bytes.size() - i));
    hash = (hash ^ word) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 29;
  }
  return (hash ^ bytes.size()) * 0xbf58476d1ce4e5b9;
}

uint64_t checksum(std::string_view key, std::string_view code, uint32_t entry) {
  return mix(mix(mix(entry, key), code), {});
}

size_t padded(size_t size) { return (size + 7) & ~size_t{7}; }

/// Makes the directory and its parents; true if it is the user's own and closed to all others.
bool make_private(const std::string& directory) {
  for (size_t at = 1; at != std::string::npos; at = directory.find('/', at + 1))
    if (at > 1) mkdir(directory.substr(0, at).c_str(), 0700);
  mkdir(directory.c_str(), 0700);
  struct stat found{};
  if (lstat(directory.c_str(), &found) != 0) return false;
  return S_ISDIR(found.st_mode) && found.st_uid == geteuid() && (found.st_mode & 077) == 0;
}

/// A descriptor that is closed at the end of the scope.
class File {
 public:
  File(const std::string& path, int flags)
      : fd_(open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int fd() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

/// Waits for the lock a little; a stopped process that holds it must not stop us.
bool lock(const File& file) {
  for (int tries = 0; tries < 100; ++tries) {
    if (flock(file.fd(), LOCK_EX | LOCK_NB) == 0) return true;
    if (errno != EWOULDBLOCK && errno != EINTR) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written <= 0) {
      if (written < 0 && errno == EINTR) continue;
      return false;
    }
    bytes.remove_prefix(written);
  }
  return true;
}

}  // namespace

std::string BlobCache::default_directory() {
  if (const char* chosen = std::getenv("DUET_CACHE_DIR")) return chosen;
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache && *cache == '/')
    return std::string(cache) + "/duet";
  const char* home = std::getenv("HOME");
  return home && *home == '/' ? std::string(home) + "/.cache/duet" : std::string();
}

BlobCache::BlobCache(const std::string& directory, std::string stamp) : stamp_(std::move(stamp)) {
  if (directory.empty() || !make_private(directory)) return;
  path_ = fmt::format("{}/kernels-{:016x}.pack", directory, mix(0, stamp_));
}

std::string BlobCache::header() const {
  std::string bytes = kMagic;
  auto size = static_cast<uint32_t>(stamp_.size());
  bytes.append(reinterpret_cast<const char*>(&size), sizeof(size));
  bytes += stamp_;
  bytes.resize(padded(bytes.size()));
  return bytes;
}

/// Reads what the file has gained; all of it if it is another file now.
void BlobCache::read_news() {
  File file(path_, O_RDONLY);
  struct stat found{};
  if (!file || fstat(file.fd(), &found) != 0 || !S_ISREG(found.st_mode) ||
      found.st_uid != geteuid())
    return;
  bool same = found.st_ino == inode_ && static_cast<size_t>(found.st_size) >= pack_.size();
  if (!same) {
    pack_.clear();
    places_.clear();
    indexed_ = 0;
    inode_ = found.st_ino;
  }
  size_t before = pack_.size();
  if (static_cast<size_t>(found.st_size) == before) return;
  pack_.resize(found.st_size);
  ssize_t got =
      pread(file.fd(), pack_.data() + before, pack_.size() - before, static_cast<off_t>(before));
  pack_.resize(before + std::max<ssize_t>(got, 0));
  std::string expected = header();
  if (!pack_.starts_with(expected)) {
    places_.clear();
    return;
  }
  index(std::max(indexed_, expected.size()));
}

void BlobCache::index(size_t from) {
  indexed_ = from;
  while (from + sizeof(EntryHead) <= pack_.size()) {
    EntryHead head;
    std::memcpy(&head, pack_.data() + from, sizeof(head));
    size_t key = from + sizeof(head), code = key + head.key_size, end = code + head.code_size;
    std::string_view all(pack_);
    bool good = head.magic == magic(head.key_size, head.code_size) && end <= pack_.size() &&
                head.entry < head.code_size &&
                checksum(all.substr(key, head.key_size), all.substr(code, head.code_size),
                         head.entry) == head.checksum;
    if (!good) {
      // Damaged, torn, or still being written: the next entry may be anywhere, and this one may be
      // whole when the file has grown.
      from += 8;
      continue;
    }
    places_[pack_.substr(key, head.key_size)] = {code, head.code_size, head.entry};
    from = padded(end);
    indexed_ = from;
  }
}

std::optional<CachedBlob> BlobCache::find(std::string_view key) {
  if (!on()) return std::nullopt;
  std::lock_guard guard(mutex_);
  auto found = places_.find(std::string(key));
  if (found == places_.end()) {
    read_news();
    found = places_.find(std::string(key));
  }
  if (found == places_.end()) return std::nullopt;
  const Place& place = found->second;
  return CachedBlob{pack_.substr(place.code, place.code_size), place.entry};
}

/// A pack with nothing in it takes the place of what is there, at once or not at all.
bool BlobCache::start_pack() const {
  std::string fresh = fmt::format("{}.{}", path_, getpid());
  bool done = false;
  {
    File file(fresh, O_WRONLY | O_CREAT | O_TRUNC);
    done = file && write_all(file.fd(), header());
  }
  done = done && rename(fresh.c_str(), path_.c_str()) == 0;
  if (!done) unlink(fresh.c_str());
  return done;
}

BlobCache::Append BlobCache::append(std::string_view entry) const {
  File file(path_, O_RDWR | O_APPEND);
  if (!file) return errno == ENOENT ? Append::kNeedsNewPack : Append::kFailed;
  if (!lock(file)) return Append::kFailed;
  struct stat found{};
  if (fstat(file.fd(), &found) != 0) return Append::kFailed;
  std::string start(header().size(), '\0');
  bool ours =
      pread(file.fd(), start.data(), start.size(), 0) == static_cast<ssize_t>(start.size()) &&
      start == header();
  if (!ours || found.st_size > kLargest) return Append::kNeedsNewPack;
  std::string bytes(padded(found.st_size) - found.st_size, '\0');
  bytes += entry;
  if (write_all(file.fd(), bytes)) return Append::kDone;
  // A full disk: leave no half entry. If even this fails, its checksum gives it away.
  [[maybe_unused]] int restored = ftruncate(file.fd(), found.st_size);
  return Append::kFailed;
}

void BlobCache::insert(std::string_view key, std::string_view code, uint32_t entry) {
  if (!on()) return;
  auto key_size = static_cast<uint32_t>(key.size()), code_size = static_cast<uint32_t>(code.size());
  EntryHead head{magic(key_size, code_size), key_size, code_size, entry,
                 checksum(key, code, entry)};
  std::string bytes(reinterpret_cast<const char*>(&head), sizeof(head));
  bytes += key;
  bytes += code;
  bytes.resize(padded(bytes.size()));
  std::lock_guard guard(mutex_);
  if (append(bytes) == Append::kNeedsNewPack && start_pack()) append(bytes);
}

}  // namespace duet
