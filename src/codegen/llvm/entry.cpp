// The C entry of libduet_codegen.
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>

#include <exception>

#include "base/export.h"
#include "codegen/generator.h"
#include "codegen/llvm/loops.h"
#include "codegen/llvm/machine.h"

namespace duet {
namespace {

/// Dumps, and checks what it dumps.
bool show(const KernelSpec& spec, DuetVectors vectors, int width, const DuetGenerated& receiver,
          std::string* reason) {
  llvm::LLVMContext context;
  auto module = build_kernel(context, spec, width);
  std::string text;
  llvm::raw_string_ostream stream(text);
  module->print(stream, nullptr);
  receiver.text(receiver.context, "ll", text.data(), text.size());
  llvm::raw_string_ostream complaint(*reason);
  if (llvm::verifyModule(*module, &complaint)) return false;
  std::string assembly = to_assembly(*module, vectors);
  receiver.text(receiver.context, "s", assembly.data(), assembly.size());
  return true;
}

bool generate(std::string_view bytes, DuetVectors vectors, const DuetGenerated& receiver,
              std::string* reason) {
  KernelSpec spec;
  if (!KernelSpec::decode(bytes, &spec)) {
    *reason = "the kernel's spec cannot be read";
    return false;
  }
  int width = vectors == kDuetVectors512 ? 16 : 8;
  if (receiver.text && !show(spec, vectors, width, receiver, reason)) return false;
  llvm::LLVMContext context;
  auto module = build_kernel(context, spec, width);
  auto object = to_object(*module, vectors, reason);
  Blob blob;
  if (object.empty() || !to_blob(object, kKernelName, &blob, reason)) return false;
  receiver.code(receiver.context, blob.bytes.data(), blob.bytes.size(), blob.entry);
  return true;
}

}  // namespace
}  // namespace duet

extern "C" DUET_API void duet_generate(const char* spec, size_t size, int vectors,
                                       const DuetGenerated* receiver) {
  std::string reason;
  bool done = false;
  try {
    done =
        duet::generate({spec, size}, vectors == kDuetVectors512 ? kDuetVectors512 : kDuetVectors256,
                       *receiver, &reason);
  } catch (const std::exception& error) {
    reason = error.what();
  }
  if (!done) receiver->failure(receiver->context, reason.c_str());
}
