// The target machine and its passes.
#include "codegen/llvm/machine.h"

#include <llvm/IR/LegacyPassManager.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>

#include <memory>
#include <mutex>

extern "C" {
void LLVMInitializeX86TargetInfo();
void LLVMInitializeX86Target();
void LLVMInitializeX86TargetMC();
void LLVMInitializeX86AsmPrinter();
}

namespace duet {
namespace {

constexpr char kTriple[] = "x86_64-unknown-linux-gnu";

const llvm::Target* target() {
  static const llvm::Target* found = [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    const char* arguments[] = {"duet", "-optimize-regalloc=1"};
    llvm::cl::ParseCommandLineOptions(2, arguments);
    std::string error;
    return llvm::TargetRegistry::lookupTarget(kTriple, error);
  }();
  return found;
}

std::unique_ptr<llvm::TargetMachine> make_machine(DuetVectors vectors) {
  llvm::TargetOptions options;
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  const char* cpu = vectors == kDuetVectors512 ? "x86-64-v4" : "x86-64-v3";
  std::unique_ptr<llvm::TargetMachine> machine(
      target()->createTargetMachine(kTriple, cpu, "", options, llvm::Reloc::PIC_,
                                    llvm::CodeModel::Small, llvm::CodeGenOptLevel::None));
  machine->setFastISel(false);
  machine->setO0WantsFastISel(false);
  return machine;
}

/// Machines keep what they learn about a function's attributes: one per thread that compiles.
llvm::TargetMachine& machine(DuetVectors vectors) {
  thread_local std::unique_ptr<llvm::TargetMachine> machines[2];
  if (!machines[vectors]) machines[vectors] = make_machine(vectors);
  return *machines[vectors];
}

bool emit(llvm::Module& module, DuetVectors vectors, llvm::CodeGenFileType type,
          llvm::SmallVector<char, 0>& bytes) {
  llvm::TargetMachine& to = machine(vectors);
  module.setTargetTriple(kTriple);
  module.setDataLayout(to.createDataLayout());
  llvm::raw_svector_ostream stream(bytes);
  llvm::legacy::PassManager passes;
  if (to.addPassesToEmitFile(passes, stream, nullptr, type)) return false;
  passes.run(module);
  return true;
}

}  // namespace

llvm::SmallVector<char, 0> to_object(llvm::Module& module, DuetVectors vectors,
                                     std::string* reason) {
  llvm::SmallVector<char, 0> bytes;
  if (!emit(module, vectors, llvm::CodeGenFileType::ObjectFile, bytes))
    *reason = "LLVM cannot write objects";
  return bytes;
}

std::string to_assembly(llvm::Module& module, DuetVectors vectors) {
  llvm::SmallVector<char, 0> bytes;
  emit(module, vectors, llvm::CodeGenFileType::AssemblyFile, bytes);
  return {bytes.begin(), bytes.end()};
}

}  // namespace duet
