// The pack of generated code: what is found again, what damage does, who may use the directory.
#include "kernels/blob_cache.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/format.h"

namespace duet {
namespace {

namespace fs = std::filesystem;

class BlobCacheTest : public ::testing::Test {
 protected:
  BlobCacheTest() {
    char name[] = "/tmp/duet_blob_cache_XXXXXX";
    directory_ = mkdtemp(name);
  }
  ~BlobCacheTest() override { fs::remove_all(directory_); }

  std::string read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void write(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
  }

  std::string directory_;
};

TEST_F(BlobCacheTest, FindsWhatAnotherInstanceInserted) {
  BlobCache writer(directory_, "stamp"), reader(directory_, "stamp");
  ASSERT_TRUE(writer.on());
  EXPECT_FALSE(reader.find("a"));
  writer.insert("a", "code of a", 2);
  writer.insert("b", std::string(5000, 'x'), 0);
  auto found = reader.find("a");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->bytes, "code of a");
  EXPECT_EQ(found->entry, 2U);
  EXPECT_EQ(reader.find("b")->bytes.size(), 5000U);
  EXPECT_FALSE(reader.find("c"));
}

TEST_F(BlobCacheTest, AnotherStampIsAnotherPack) {
  BlobCache(directory_, "one").insert("a", "code", 0);
  EXPECT_FALSE(BlobCache(directory_, "two").find("a"));
  EXPECT_TRUE(BlobCache(directory_, "one").find("a"));
}

TEST_F(BlobCacheTest, ADamagedEntryIsLostAndCanBeReplaced) {
  BlobCache writer(directory_, "stamp");
  for (int i = 0; i < 10; ++i)
    writer.insert(fmt::format("key {}", i), fmt::format("code {}", i), 0);
  std::string whole = read(writer.path());
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x5a);
    write(writer.path(), damaged);
    BlobCache reader(directory_, "stamp");
    int lost = 0;
    for (int i = 0; i < 10; ++i) {
      auto found = reader.find(fmt::format("key {}", i));
      lost += !found;
      if (found) {
        ASSERT_EQ(found->bytes, fmt::format("code {}", i));
      }
    }
    // In the header the whole pack is lost; an entry's sizes may hide the next one.
    if (at >= 24) {
      ASSERT_LE(lost, 2) << at;
    }
  }
  write(writer.path(), whole.substr(0, whole.size() - 8));
  BlobCache again(directory_, "stamp");
  EXPECT_FALSE(again.find("key 9"));
  again.insert("key 9", "code 9 again", 0);
  EXPECT_EQ(BlobCache(directory_, "stamp").find("key 9")->bytes, "code 9 again");
  EXPECT_TRUE(BlobCache(directory_, "stamp").find("key 8"));
}

TEST_F(BlobCacheTest, AForeignFileIsReplaced) {
  BlobCache cache(directory_, "stamp");
  for (const char* bytes :
       {"", "short",
        "this is something else, and longer than any header of ours would be, by far"}) {
    write(cache.path(), bytes);
    BlobCache fresh(directory_, "stamp");
    EXPECT_FALSE(fresh.find("a"));
    fresh.insert("a", "code", 0);
    EXPECT_TRUE(BlobCache(directory_, "stamp").find("a")) << bytes;
  }
}

TEST_F(BlobCacheTest, AShrunkFileDoesNoHarm) {
  BlobCache cache(directory_, "stamp");
  cache.insert("a", "code", 0);
  EXPECT_TRUE(cache.find("a"));
  write(cache.path(), "");
  EXPECT_FALSE(cache.find("b"));
  cache.insert("a", "code", 0);
  EXPECT_TRUE(cache.find("a"));
}

TEST_F(BlobCacheTest, IsOffWhereOthersMayWrite) {
  chmod(directory_.c_str(), 0777);
  BlobCache cache(directory_, "stamp");
  EXPECT_FALSE(cache.on());
  cache.insert("a", "code", 0);
  EXPECT_FALSE(cache.find("a"));
  EXPECT_FALSE(BlobCache("", "stamp").on());
  EXPECT_FALSE(BlobCache("/proc/nowhere/duet", "stamp").on());
}

TEST_F(BlobCacheTest, MakesItsDirectoryPrivate) {
  BlobCache cache(directory_ + "/deep/er", "stamp");
  ASSERT_TRUE(cache.on());
  struct stat found{};
  ASSERT_EQ(stat((directory_ + "/deep/er").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0700U);
}

TEST_F(BlobCacheTest, ManyWritersLoseNothing) {
  BlobCache(directory_, "stamp").insert("first", "makes the pack", 0);
  std::vector<pid_t> children;
  for (int p = 0; p < 4; ++p) {
    pid_t child = fork();
    if (child == 0) {
      BlobCache cache(directory_, "stamp");
      for (int i = 0; i < 50; ++i)
        cache.insert(fmt::format("{}.{}", p, i), std::string(100 + i, static_cast<char>('a' + p)),
                     0);
      _exit(0);
    }
    children.push_back(child);
  }
  for (pid_t child : children) waitpid(child, nullptr, 0);
  BlobCache reader(directory_, "stamp");
  for (int p = 0; p < 4; ++p)
    for (int i = 0; i < 50; ++i)
      ASSERT_TRUE(reader.find(fmt::format("{}.{}", p, i))) << p << "." << i;
}

}  // namespace
}  // namespace duet
