// From an ELF object to bytes that run anywhere: code and constants side by side, distances filled
// in.
#include <elf.h>

#include <cstring>
#include <vector>

#include "codegen/llvm/machine.h"

namespace duet {
namespace {

class Linker {
 public:
  Linker(const char* object, Blob* blob) : object_(object), blob_(blob) {
    std::memcpy(&header_, object, sizeof(header_));
    sections_.resize(header_.e_shnum);
    std::memcpy(sections_.data(), object + header_.e_shoff, sections_.size() * sizeof(Elf64_Shdr));
    places_.assign(sections_.size(), kNowhere);
  }

  bool link(const char* symbol, std::string* reason) {
    // Code first: what is executed most shares no line with constants.
    for (bool code : {true, false})
      for (size_t s = 0; s < sections_.size(); ++s) place(s, code);
    for (const Elf64_Shdr& section : sections_)
      if (section.sh_type == SHT_RELA && !relocate(section, reason)) return false;
    return find(symbol, reason);
  }

 private:
  static constexpr size_t kNowhere = ~size_t{0};

  const char* at(const Elf64_Shdr& section) const { return object_ + section.sh_offset; }

  void place(size_t s, bool code) {
    const Elf64_Shdr& section = sections_[s];
    bool wanted =
        section.sh_type == SHT_PROGBITS && (section.sh_flags & SHF_ALLOC) && section.sh_size > 0;
    if (!wanted || ((section.sh_flags & SHF_EXECINSTR) != 0) != code) return;
    size_t align = section.sh_addralign > 0 ? section.sh_addralign : 1;
    blob_->bytes.resize((blob_->bytes.size() + align - 1) / align * align);
    places_[s] = blob_->bytes.size();
    blob_->bytes.append(at(section), section.sh_size);
  }

  Elf64_Sym symbol(const Elf64_Shdr& table, size_t index) const {
    Elf64_Sym found;
    std::memcpy(&found, at(table) + index * sizeof(found), sizeof(found));
    return found;
  }

  bool relocate(const Elf64_Shdr& section, std::string* reason) {
    size_t within = places_[section.sh_info];
    if (within == kNowhere) return true;
    for (size_t k = 0; k < section.sh_size / sizeof(Elf64_Rela); ++k) {
      Elf64_Rela entry;
      std::memcpy(&entry, at(section) + k * sizeof(entry), sizeof(entry));
      Elf64_Sym to = symbol(sections_[section.sh_link], ELF64_R_SYM(entry.r_info));
      size_t type = ELF64_R_TYPE(entry.r_info);
      bool known = to.st_shndx != SHN_UNDEF && to.st_shndx < places_.size() &&
                   places_[to.st_shndx] != kNowhere;
      if (!known || (type != R_X86_64_PC32 && type != R_X86_64_PLT32)) {
        const char* names = at(sections_[sections_[section.sh_link].sh_link]);
        *reason = std::string("the code refers to something outside: ") + (names + to.st_name);
        return false;
      }
      size_t place = within + entry.r_offset;
      auto distance =
          static_cast<int32_t>(static_cast<int64_t>(places_[to.st_shndx] + to.st_value) +
                               entry.r_addend - static_cast<int64_t>(place));
      std::memcpy(blob_->bytes.data() + place, &distance, sizeof(distance));
    }
    return true;
  }

  bool find(const char* wanted, std::string* reason) {
    for (const Elf64_Shdr& section : sections_) {
      if (section.sh_type != SHT_SYMTAB) continue;
      const char* names = at(sections_[section.sh_link]);
      for (size_t k = 0; k < section.sh_size / sizeof(Elf64_Sym); ++k) {
        Elf64_Sym found = symbol(section, k);
        if (found.st_shndx >= places_.size() || std::strcmp(names + found.st_name, wanted) != 0)
          continue;
        blob_->entry = places_[found.st_shndx] + found.st_value;
        return true;
      }
    }
    *reason = "the code has no entry";
    return false;
  }

  const char* object_;
  Blob* blob_;
  Elf64_Ehdr header_;
  std::vector<Elf64_Shdr> sections_;
  std::vector<size_t> places_;  // of each section in the blob
};

}  // namespace

bool to_blob(const llvm::SmallVector<char, 0>& object, const char* symbol, Blob* blob,
             std::string* reason) {
  return Linker(object.data(), blob).link(symbol, reason);
}

}  // namespace duet
