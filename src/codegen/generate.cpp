// The pack, the generator's library, and the dumps.
#include "codegen/generate.h"

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <mutex>

#include "base/format.h"
#include "codegen/code_memory.h"
#include "kernels/blob_cache.h"

namespace duet {
namespace {

/// Beside the library that this code is in.
std::string library_path() {
  Dl_info here{};
  if (dladdr(reinterpret_cast<const void*>(&generates_code), &here) == 0 || !here.dli_fname)
    return {};
  std::string path = here.dli_fname;
  size_t slash = path.rfind('/');
  return (slash == std::string::npos ? std::string() : path.substr(0, slash + 1)) +
         "libduet_codegen.so";
}

std::string hex(std::string_view bytes) {
  std::string text;
  for (unsigned char byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

/// The linker's build id, read from the file without loading it: it changes with the generator and
/// with LLVM, which is linked in. Without one, size and time of the file.
std::string identify(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  Elf64_Ehdr header{};
  if (!file.read(reinterpret_cast<char*>(&header), sizeof(header)) ||
      std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
    return {};
  for (int k = 0; k < header.e_phnum; ++k) {
    Elf64_Phdr segment{};
    file.seekg(static_cast<std::streamoff>(header.e_phoff + k * sizeof(segment)));
    if (!file.read(reinterpret_cast<char*>(&segment), sizeof(segment))) break;
    if (segment.p_type != PT_NOTE || segment.p_filesz > 4096) continue;
    std::string notes(segment.p_filesz, '\0');
    file.seekg(static_cast<std::streamoff>(segment.p_offset));
    if (!file.read(notes.data(), static_cast<std::streamsize>(notes.size()))) break;
    for (size_t at = 0; at + sizeof(Elf64_Nhdr) <= notes.size();) {
      Elf64_Nhdr note{};
      std::memcpy(&note, notes.data() + at, sizeof(note));
      size_t name = at + sizeof(note), text = name + ((note.n_namesz + 3) & ~3U);
      if (text + note.n_descsz > notes.size()) break;
      if (note.n_type == NT_GNU_BUILD_ID) return hex({notes.data() + text, note.n_descsz});
      at = text + ((note.n_descsz + 3) & ~3U);
    }
  }
  struct stat found{};
  if (stat(path.c_str(), &found) != 0) return {};
  return fmt::format("{}.{}.{}", found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec);
}

bool refused(const char* variable) {
  const char* value = std::getenv(variable);
  return value && std::string_view(value) == "0";
}

class Generator {
 public:
  Generator() : path_(library_path()) {
    std::string id = identify(path_);
    // Without the generator old code has no proof of being right.
    if (!id.empty())
      cache_ = std::make_unique<BlobCache>(BlobCache::default_directory(), "duet 1 " + id);
    if (const char* dump = std::getenv("DUET_DUMP")) dump_ = dump;
  }
  const void* make(const std::string& bytes, DuetVectors vectors);
  std::atomic<int64_t> from_cache{0}, compiled{0};

 private:
  DuetGenerate open();
  std::optional<CachedBlob> compile(const std::string& bytes, DuetVectors vectors,
                                    const std::string& name);

  std::string path_;
  std::string dump_;
  std::unique_ptr<BlobCache> cache_;
  std::once_flag opened_;
  DuetGenerate generate_ = nullptr;
  std::atomic<int> dumped_{0};
};

DuetGenerate Generator::open() {
  std::call_once(opened_, [this] {
    void* library = dlopen(path_.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library) generate_ = reinterpret_cast<DuetGenerate>(dlsym(library, kDuetGenerateName));
  });
  return generate_;
}

struct Receiver {
  CachedBlob blob;
  std::string dump;  // path without suffix
  std::string failure;
};

std::optional<CachedBlob> Generator::compile(const std::string& bytes, DuetVectors vectors,
                                             const std::string& name) {
  DuetGenerate generate = open();
  if (!generate) return std::nullopt;
  Receiver result;
  if (!dump_.empty()) result.dump = dump_ + "/" + name;
  DuetGenerated receiver{};
  receiver.context = &result;
  receiver.code = [](void* context, const void* code, size_t size, size_t entry) {
    static_cast<Receiver*>(context)->blob = {{static_cast<const char*>(code), size},
                                             static_cast<uint32_t>(entry)};
  };
  if (!dump_.empty())
    receiver.text = [](void* context, const char* kind, const char* text, size_t size) {
      std::ofstream(static_cast<Receiver*>(context)->dump + "." + kind)
          .write(text, static_cast<std::streamsize>(size));
    };
  receiver.failure = [](void* context, const char* reason) {
    static_cast<Receiver*>(context)->failure = reason;
  };
  generate(bytes.data(), bytes.size(), vectors, &receiver);
  if (!result.failure.empty()) {
    if (!dump_.empty()) std::ofstream(result.dump + ".failed") << result.failure << '\n';
    return std::nullopt;
  }
  ++compiled;
  return std::move(result.blob);
}

const void* Generator::make(const std::string& bytes, DuetVectors vectors) {
  std::string key = fmt::format("{}:", static_cast<int>(vectors)) + bytes;
  std::string name = fmt::format("kernel_{:05}", dumped_++);
  std::optional<CachedBlob> blob;
  // A dump wants text, which the pack does not have.
  if (cache_ && dump_.empty()) blob = cache_->find(key);
  if (blob) {
    ++from_cache;
  } else {
    blob = compile(bytes, vectors, name);
    if (blob && cache_) cache_->insert(key, blob->bytes, blob->entry);
  }
  if (!blob) return nullptr;
  const void* code = place_code(blob->bytes);
  if (!code) return nullptr;
  if (!dump_.empty()) name_code(code, blob->bytes.size(), name);
  return static_cast<const char*>(code) + blob->entry;
}

Generator& generator() {
  static auto* one = new Generator;  // NOLINT: lives as long as the process
  return *one;
}

}  // namespace

DuetVectors machine_vectors() {
  static const DuetVectors vectors = [] {
    const char* asked = std::getenv("DUET_VECTORS");
    bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                __builtin_cpu_supports("avx512vl");
    return wide && !(asked && std::string_view(asked) == "256") ? kDuetVectors512 : kDuetVectors256;
  }();
  return vectors;
}

bool generates_code() {
  static const bool possible = !refused("DUET_GENERATE") && place_code("\xc3") != nullptr;
  return possible;
}

KernelEntry generate_code(const KernelSpec& spec, DuetVectors vectors) {
  return reinterpret_cast<KernelEntry>(const_cast<void*>(generate_code(spec.encode(), vectors)));
}

const void* generate_code(const std::string& bytes, DuetVectors vectors) {
  return generates_code() ? generator().make(bytes, vectors) : nullptr;
}

GeneratorCounts generator_counts() { return {generator().from_cache, generator().compiled}; }

}  // namespace duet
