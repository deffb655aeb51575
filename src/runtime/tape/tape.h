// The tape: what has been computed while a gradient is wanted, in program order.
//
// One list per thread serves all nested gradients: an inner gradient is taken over the tail of the
// list, and what its backward computes is appended to it, so that the outer one sees both. A value
// on the tape has a number (TapeVar); constants have none. The tape holds Buffers: a later write to
// a held Buffer copies first (tensor/storage.h).
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <unordered_map>

#include "ops/op.h"
#include "runtime/eager/plan.h"

namespace duet {

/// A gradient written by the user, or of a compiled function: cotangents of the results ->
/// cotangents of the inputs (none allowed).
using UserBackward = std::function<Values(const Values& cotangents)>;

/// Makes the UserBackward of one call of an operator from its arguments and results.
using UserRule = std::function<UserBackward(const Values& args, const Values& outs)>;

class DUET_API Tape {
 public:
  class Section;
  /// This thread's.
  static Tape& current();

  /// Whether operators are to be recorded now.
  bool recording() const { return depth_ > 0 && paused_ == 0; }
  int depth() const { return depth_; }

  /// Begins one gradient; its entries come after the returned position.
  size_t begin();
  /// Ends the innermost gradient; the outermost one empties the tape.
  void end();
  void pause() { ++paused_; }
  void resume() { --paused_; }

  /// The same elements as a value of its own, which gradients can be asked of.
  Tensor leaf(const Tensor& tensor);
  /// The tape's number of this tensor as it is now, or none.
  TapeVar var(const Tensor& tensor);
  bool tracks(const Tensor& tensor) { return var(tensor).index != 0; }

  /// Whether any Tensor among these is on the tape.
  bool tracks_any(std::span<const Value> args);
  /// A value of the tape goes where no gradient follows: into an array of NumPy's.
  void give_away(const Tensor& tensor) {
    if (recording() && tracks(tensor)) gave_away_ = true;
  }
  /// Whether that has happened while this gradient is recorded.
  bool gave_away() const { return gave_away_ && recording(); }
  /// Computes `op` and notes it. Some argument is tracked, and the operator has a gradient.
  Values record(const Op& op, std::span<const Value> args);
  /// Results of user code whose gradient the user gives: fresh values on the tape.
  std::vector<Tensor> record_user(std::span<const Tensor> inputs, std::span<const Tensor> results,
                                  UserBackward backward);

  /// The outputs of a compiled function as fresh values; `backward` gets none for those without
  /// cotangent. Those in `tracked` are values of the tape. Behind the outputs' cotangents it gets,
  /// for each input, none or what later uses have found: the gradient it answers begins with that.
  /// `sums`: by input, whether that matters.
  std::vector<Tensor> record_call(std::span<const Tensor> inputs, std::vector<bool> sums,
                                  std::span<const Tensor> outputs, std::span<const int> tracked,
                                  UserBackward backward);
  /// A state that a compiled function has written, whose version was `before`, is `value` now.
  void written(const Tensor& state, uint64_t before, const Tensor& value);
  /// The same value of the tape, whose Buffer later writes leave alone.
  static Tensor held(const Tensor& tensor);

  /// The gradients of sum(outputs * cotangents) with respect to leaves, over the entries since
  /// `position`. A leaf that nothing depends on gets a null Tensor.
  std::vector<Tensor> gradients(size_t position, std::span<const Tensor> outputs,
                                std::span<const Tensor> cotangents, std::span<const Tensor> leaves);

  /// What has been recorded since `position`, to be gone back through later, any number of times.
  /// Entries are complete only if `keep_all` was on while they were recorded.
  std::shared_ptr<const Section> section(size_t position, std::span<const Tensor> outputs,
                                         std::span<const Tensor> leaves);
  std::vector<Tensor> gradients(const Section& section, std::span<const Tensor> cotangents);
  void keep_all(bool on) { keep_all_ += on ? 1 : -1; }

  /// The user's rule for an operator, in place of its own; none takes it back.
  static void override_gradient(const Op& op, UserRule rule);
  /// The user's rule for an operator; empty where there is none.
  static UserRule overridden(const Op& op);
  /// Whether any operator has a user's rule.
  static bool any_overridden();

 private:
  struct Entry {
    const Op* op = nullptr;  // null: user code, or a second name of an earlier value
    std::shared_ptr<const Plan> plan;
    Values args, outs;  // of Tensors that the plan does not read only the type (no storage)
    std::vector<uint32_t> inputs;  // numbers of the Tensor arguments, 0 for constants
    autodiff::Mask wanted;         // inputs that need a gradient
    uint32_t first_output = 0;
    uint32_t outputs = 0;
    UserBackward user;
    bool takes_none = false;  // `user` gets none for outputs without cotangent, not zeros
    std::vector<bool> sums;  // inputs whose gradient begins with what is there; then `user` gets it
  };
  class Backward;

  void mark(const Tensor& tensor, uint32_t index);
  std::vector<uint32_t> numbers_of(std::span<const Tensor> tensors);
  std::vector<uint32_t> leaf_numbers(std::span<const Tensor> leaves);
  /// The tape's value of all of a storage's memory, for views that a write has left behind.
  struct Whole {
    uint32_t index;  // 0: constant
    Ints shape;
  };
  void note_view(const Tensor& input);
  bool name_as_whole(const Tensor& view);
  void note_write(const Tensor& target, uint64_t before, const Tensor& result);
  /// Gives a view its number again from the whole of its storage, if that is known.
  void look_up(const Tensor& tensor);
  Entry start_entry(const Op& op, std::span<const Value> args);
  void finish_entry(Entry entry, const Values& results);

  int depth_ = 0;
  int paused_ = 0;
  int keep_all_ = 0;
  bool gave_away_ = false;
  uint32_t generation_ = 1;
  uint32_t next_ = 1;
  std::unordered_map<uint64_t, Whole> wholes_;  // by version of the storage
  // What a leaf was when it was made: the program may write to it. The Tensors keep the addresses.
  std::unordered_map<const TensorRep*, std::pair<Tensor, uint32_t>> leaves_;
  std::deque<Entry> entries_;  // stable while a backward appends
};

/// A finished stretch of a tape.
class Tape::Section {
 public:
  size_t outputs() const { return outputs_.size(); }

 private:
  friend class Tape;
  std::deque<Entry> entries_;
  std::vector<uint32_t> outputs_, leaves_;
  uint32_t numbers_ = 0;
};

/// No recording in this scope.
class DUET_API NoRecording {
 public:
  NoRecording() : tape_(Tape::current()) { tape_.pause(); }
  ~NoRecording() { tape_.resume(); }
  NoRecording(const NoRecording&) = delete;
  NoRecording& operator=(const NoRecording&) = delete;

 private:
  Tape& tape_;
};

}  // namespace duet
