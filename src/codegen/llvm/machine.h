// LLVM as a compiler of one function: no IR pass, the lowest code-generation level with optimised
// register allocation.
#pragma once

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/Module.h>

#include <string>

#include "codegen/generator.h"

namespace duet {

/// An ELF object; empty, with a reason, if LLVM refuses.
llvm::SmallVector<char, 0> to_object(llvm::Module& module, DuetVectors vectors,
                                     std::string* reason);
/// Assembly for DUET_DUMP.
std::string to_assembly(llvm::Module& module, DuetVectors vectors);

struct Blob {
  std::string bytes;
  size_t entry = 0;
};
/// Lays out the object's code and constants and resolves what is relative. Fails on anything that
/// is not: a call, an absolute address.
bool to_blob(const llvm::SmallVector<char, 0>& object, const char* symbol, Blob* blob,
             std::string* reason);

}  // namespace duet
