// The C entry of libduet_codegen.
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>

#include <exception>
#include <functional>
#include <memory>

#include "base/export.h"
#include "codegen/generator.h"
#include "codegen/llvm/control.h"
#include "codegen/llvm/loops.h"
#include "codegen/llvm/machine.h"

namespace duet {
namespace {

using Build = std::function<std::unique_ptr<llvm::Module>(llvm::LLVMContext&)>;

/// Dumps, and checks what it dumps.
bool show(const Build& build, DuetVectors vectors, const DuetGenerated& receiver,
          std::string* reason) {
  llvm::LLVMContext context;
  auto module = build(context);
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

/// What the bytes are the spec of: a kernel or a control routine.
Build builder_of(std::string_view bytes, DuetVectors vectors) {
  if (bytes.starts_with(kControlMark)) {
    auto spec = std::make_shared<ControlSpec>();
    if (!ControlSpec::decode(bytes, spec.get())) return nullptr;
    return [spec](llvm::LLVMContext& context) { return build_control(context, *spec); };
  }
  auto spec = std::make_shared<KernelSpec>();
  if (!KernelSpec::decode(bytes, spec.get())) return nullptr;
  int width = vectors == kDuetVectors512 ? 16 : 8;
  return [spec, width](llvm::LLVMContext& context) { return build_kernel(context, *spec, width); };
}

bool generate(std::string_view bytes, DuetVectors vectors, const DuetGenerated& receiver,
              std::string* reason) {
  Build build = builder_of(bytes, vectors);
  if (!build) {
    *reason = "the spec cannot be read";
    return false;
  }
  if (receiver.text && !show(build, vectors, receiver, reason)) return false;
  llvm::LLVMContext context;
  auto module = build(context);
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
