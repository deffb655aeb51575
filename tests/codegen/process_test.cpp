// Kernels across processes and threads: a second process compiles nothing and does not load LLVM, a
// damaged cache works on, compiles of one key happen once, a forked child computes.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "base/parallel.h"
#include "codegen/compile.h"
#include "codegen/generate.h"
#include "codegen/test_bodies.h"

namespace duet {
namespace {

namespace fs = std::filesystem;

bool sum_is_right(int64_t n) {
  std::vector<float> x(n, 0.5F);
  float sum = 0;
  int64_t stride = 4, still = 0;
  const Strided operands[] = {{x.data(), &stride}};
  const Strided outputs[] = {{&sum, &still}};
  run(compile(reduce_group(copy_body(DType::kFloat32), Instr::kAdd)), std::vector<int64_t>{n}, 1,
      operands, outputs);
  return sum == 0.5F * static_cast<float>(n);
}

bool llvm_is_loaded() {
  std::ifstream maps("/proc/self/maps");
  std::string all{std::istreambuf_iterator<char>(maps), {}};
  return all.find("libduet_codegen.so") != std::string::npos;
}

/// Runs `body` in a fresh process with this cache directory and gives its exit code. The process is
/// this test program once more: what the parent has compiled must not be there.
int in_fresh_process(const std::string& directory, const std::string& what) {
  pid_t child = fork();
  if (child == 0) {
    setenv("DUET_CACHE_DIR", directory.c_str(), 1);
    setenv("DUET_TEST_CHILD", what.c_str(), 1);
    if (what == "numbers") setenv("DUET_GENERATE", "0", 1);
    execl("/proc/self/exe", "child", "--gtest_filter=Processes.Child", "--gtest_brief=1", nullptr);
    _exit(99);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// What the other tests start; alone it does nothing.
TEST(Processes, Child) {
  const char* what = std::getenv("DUET_TEST_CHILD");
  if (!what) return;
  EXPECT_TRUE(sum_is_right(1000));
  bool compiled = generator_counts().compiled > 0;
  EXPECT_EQ(compiled, std::string(what) == "compiles");
  EXPECT_EQ(llvm_is_loaded(), compiled);
}

TEST(Processes, TheSecondCompilesNothingAndDoesNotLoadLlvm) {
  if (!generates_code()) GTEST_SKIP();
  char name[] = "/tmp/duet_process_XXXXXX";
  std::string directory = mkdtemp(name);
  EXPECT_EQ(in_fresh_process(directory, "compiles"), 0);
  EXPECT_EQ(in_fresh_process(directory, "finds"), 0);
  for (const auto& pack : fs::directory_iterator(directory)) {
    std::fstream file(pack.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(400);
    file << "damage that no checksum lets through";
  }
  EXPECT_EQ(in_fresh_process(directory, "compiles"), 0);
  EXPECT_EQ(in_fresh_process(directory, "finds"), 0);
  fs::remove_all(directory);
}

TEST(Processes, WithoutGeneratedCodeBodiesRunAsNumbers) {
  EXPECT_EQ(in_fresh_process("", "numbers"), 0);
}

/// A body that no earlier run has compiled.
Program fresh_body(int turn) {
  Recorder r({DType::kFloat32});
  auto x = r.emit(Instr::kInput, DType::kFloat32, 0);
  auto seed = static_cast<uint32_t>(getpid() * 1000 + turn);
  auto y = r.emit(Instr::kMul, DType::kFloat32, x, r.constant(DType::kFloat32, seed));
  return r.finish({y}, {DType::kFloat32});
}

TEST(Processes, AForkWhileAnotherThreadCompilesDoesNotHang) {
  std::atomic<bool> stop{false};
  std::thread compiler([&] {
    for (int turn = 0; !stop && turn < 500; ++turn)
      map_kernel(compile(map_group(fresh_body(turn))), 0);
  });
  int good = 0;
  for (int i = 0; i < 10; ++i) {
    pid_t child = fork();
    if (child == 0) {
      alarm(20);
      map_kernel(compile(map_group(fresh_body(1000 + i))), 0);
      _exit(sum_is_right(1000) ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    good += WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }
  stop = true;
  compiler.join();
  EXPECT_EQ(good, 10);
}

TEST(Processes, AForkedChildComputesWithThreads) {
#ifdef __SANITIZE_THREAD__
  GTEST_SKIP() << "the thread sanitizer knows no new threads after a fork";
#endif
  EXPECT_TRUE(sum_is_right(1 << 20));
  pid_t child = fork();
  if (child == 0) {
    alarm(20);
    _exit(sum_is_right(1 << 20) && sum_is_right(1 << 21) ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_TRUE(sum_is_right(1 << 20));
}

TEST(Threads, CompileOneKeyOnce) {
  if (!generates_code()) GTEST_SKIP();
  Program body = fresh_body(-1);
  GeneratorCounts before = generator_counts();
  std::vector<std::thread> threads;
  std::atomic<const CompiledGroup*> first{nullptr};
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&] {
      const CompiledGroup& group = compile(map_group(body));
      const CompiledGroup* none = nullptr;
      bool same = first.compare_exchange_strong(none, &group) || none == &group;
      EXPECT_TRUE(same);
      float in[4] = {1, 2, 3, 4}, out[4];
      void* pointers[] = {in, out};
      map_kernel(group, 0)(pointers, 4);
    });
  for (std::thread& thread : threads) thread.join();
  GeneratorCounts after = generator_counts();
  EXPECT_EQ(after.compiled + after.from_cache, before.compiled + before.from_cache + 1);
}

TEST(Threads, ManyCallersGetWhatOneGets) {
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int turn = 0; turn < 20; ++turn) right += sum_is_right(100000 + turn);
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 80);
}

}  // namespace
}  // namespace duet
