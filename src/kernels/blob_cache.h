// Generated code kept across processes: one pack file per generator, in a directory that belongs to
// the user alone.
//
// Entries are appended under a lock and read without one; each has a checksum, and what does not
// check out does not exist: it is compiled again and appended again. The pack is read, never
// mapped, so a file that shrinks or changes under us can do no harm; whoever uses an entry copies
// it into memory that is then made executable.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/export.h"

namespace duet {

struct CachedBlob {
  std::string bytes;
  uint32_t entry = 0;  // where the code starts
};

class DUET_API BlobCache {
 public:
  /// `stamp` says who made the code and for which CPU; another stamp, another pack. The cache is
  /// off if the directory can not be made or is open to others.
  BlobCache(const std::string& directory, std::string stamp);

  bool on() const { return !path_.empty(); }
  std::optional<CachedBlob> find(std::string_view key);
  void insert(std::string_view key, std::string_view code, uint32_t entry);
  const std::string& path() const { return path_; }

  /// $DUET_CACHE_DIR, else duet/ in the user's cache directory; empty if there is none (or
  /// $DUET_CACHE_DIR is empty).
  static std::string default_directory();

 private:
  struct Place {
    size_t code;  // offset in `pack_`
    uint32_t code_size, entry;
  };
  void read_news();
  void index(size_t from);
  std::string header() const;
  bool start_pack() const;
  enum class Append : uint8_t { kDone, kFailed, kNeedsNewPack };
  Append append(std::string_view entry) const;

  std::mutex mutex_;
  std::string path_;  // empty: off
  std::string stamp_;
  std::string pack_;  // what has been read of the file
  size_t indexed_ = 0;
  uint64_t inode_ = 0;
  std::unordered_map<std::string, Place> places_;
};

}  // namespace duet
