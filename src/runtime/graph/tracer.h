// The engine of graph mode: takes and gives Tensors as the eager engine does, but computes nothing.
// Each operator is written into a graph. The binding and all Python above it run unchanged on
// either engine; `current()` says which one this thread has.
//
// A traced Tensor has a dtype, a layout and a storage without memory. What stands in a storage is a
// value of the graph; views are layouts over it, and a write through any view makes a new value of
// the whole (as_strided_put). A Tensor from outside becomes an input when it is first used; one
// made from known numbers since the tracer began is a constant.
//
// An extent that is known only at run time stands in a layout as `Dim` has it: the least int64_t.
// How such a Tensor lies in memory nobody knows: what looks into one (a view whose layout is not
// known) is a value of its own here, and writing either is refused while the other lives.
#pragma once

#include <functional>
#include <unordered_map>
#include <unordered_set>

#include "autodiff/reverse.h"
#include "ir/recorder.h"

namespace duet {

/// The function being traced needs something that a graph cannot give: the elements of a Tensor
/// while there are none yet, an extent that depends on elements.
class DUET_API Untraceable final : public std::exception {
 public:
  Untraceable(std::string reason, std::string slug)
      : reason_(std::move(reason)), slug_(std::move(slug)) {}
  const std::string& reason() const { return reason_; }
  const std::string& slug() const { return slug_; }
  const char* what() const noexcept override { return reason_.c_str(); }

 private:
  std::string reason_, slug_;
};

class DUET_API Tracer final : public Dispatcher {
 public:
  explicit Tracer(ir::Graph& graph);

  Values apply(const Op& op, std::span<const Value> args) override;
  TensorType type(const Value& value) const override;

  /// A new input of the graph.
  Tensor input(const std::string& name, const TensorType& type);
  /// Another input lies in the same memory: both are only read.
  void share(const Tensor& input) { find_whole(input).shared = true; }
  /// What the Tensor holds now: a node, or a constant Tensor.
  Value value_of(const Tensor& tensor);
  Tensor tensor_of(int64_t node);
  /// Stands for `tensor` from now on, in all its views.
  void write(const Tensor& tensor, Value value);
  /// Whether another Tensor has its memory depends on a run-time condition: from here on it can
  /// not be written.
  void freeze(const Tensor& tensor) { frozen_.insert(tensor.storage()->id()); }
  /// Throws Untraceable unless the Tensor is a constant.
  void expect_elements(const Tensor& tensor, const char* what) const;

  /// What stands in one storage.
  struct Whole {
    Value value;
    Layout layout;
    uint64_t version = 0;
    int input = -1;  // index into graph().inputs
    bool written = false;
    bool read_only = false;  // the same memory has another name
    bool shared = false;     // another argument lies in the same memory
    Value watched;           // the leaf that it was made, for gradients
    Ref<Storage> storage;    // keeps the id
    Value initial;           // of an input, or a constant
    DType dtype = DType::kFloat32;
  };
  /// Of the Tensor's storage; a new one if it was not met before.
  const Whole& whole_of(const Tensor& tensor) { return find_whole(tensor); }

  /// An input that was not made by `input`.
  struct Outside {
    Tensor tensor;
    size_t input;
  };
  const std::vector<Outside>& outside() const { return outside_; }
  /// The Tensor's memory was not there before the graph.
  bool has_made(const Tensor& tensor) const { return tensor.storage()->id() >= first_storage_; }
  /// Ends the graph: a Commit for each input that was written.
  void commit();
  /// Those inputs, in order.
  std::vector<const Whole*> written() const;
  /// Names inputs from outside.
  std::function<std::string(const Tensor&)> name_of;
  /// Where in the user's program the next node comes from.
  std::function<ir::PlaceRef()> place_of;

  // Branches: what has been recorded since a position is taken out, and put into a graph of its
  // own.

  using State = std::unordered_map<uint64_t, Whole>;  // by storage id
  State save() const { return wholes_; }
  void restore(const State& state);
  size_t position() { return graph().nodes.size(); }
  std::vector<ir::Node> take(size_t position);
  void put(std::vector<ir::Node> nodes);
  size_t user_gradients() const { return users_.size(); }
  /// The gradients that are being recorded. A stretch that is given up leaves them as they were.
  struct Open {
    int depth = 0, paused = 0;
    size_t users = 0;
    bool asked = false;
  };
  Open open() const { return {depth_, paused_, users_.size(), asked_}; }
  void reopen(const Open& open);
  /// A Tensor whose value is given later, by `set_whole`.
  Tensor promise(const TensorType& type);
  const Whole& whole(uint64_t storage) const { return wholes_.at(storage); }
  void set_whole(uint64_t storage, Value value);
  /// Values of storages by their new numbers.
  void replace(const std::unordered_map<int64_t, int64_t>& numbers);
  /// What the Tensor holds in a saved state, if that is known without recording anything.
  std::optional<Value> value_in(const State& state, const Tensor& tensor) const;

  // Gradients, as runtime/tape/tape.h has them.
  size_t begin();
  void end() { --depth_; }
  bool recording() const {
    asked_ = asked_ || depth_ == 0;
    return depth_ > 0 && paused_ == 0;
  }
  /// What was traced asks whether a gradient is recorded around it, or has a gradient of the user's
  /// own: it is another function under a tape.
  bool depends_on_tape() const { return asked_ || !users_.empty(); }
  void pause() { ++paused_; }
  void resume() { --paused_; }
  Tensor leaf(const Tensor& tensor);
  void watch(const Tensor& tensor);
  std::vector<Tensor> gradients(size_t position, std::span<const Tensor> outputs,
                                std::span<const Tensor> cotangents, std::span<const Tensor> leaves);
  std::vector<Tensor> record_user(std::span<const Tensor> inputs, std::span<const Tensor> results,
                                  std::function<Values(const Values&)> backward);

  ir::Graph& graph() { return recorder_.graph(); }
  /// Appends any other node at the present place.
  int64_t append(ir::Node node);

 private:
  struct View {
    Tensor tensor;  // keeps the address
    Value value;
    uint64_t version;
  };
  Whole& find_whole(const Tensor& tensor);
  Value traced(const Value& value);
  Values applied(const Op& op, std::span<const Value> args);
  enum class Touch : uint8_t { kNothing, kShares, kStores };
  Touch touches(const Op& op, std::span<const Value> args);
  Values apply_blindly(const Op& op, std::span<const Value> args);
  bool opens(const Op& op, std::span<const Value> args);
  Value result(const Op& op, std::span<const Value> args, const Value& node, size_t k);
  void note_blind(const Tensor& view, const Tensor& input);
  uint64_t seen_by(uint64_t storage) const;
  bool is_in_use(const Tensor& view) const;
  void expect_alone(const Tensor& tensor) const;
  Tensor view_result(const Op& op, std::span<const Value> args, int64_t node);
  void name(const Tensor& tensor, Value value);
  int64_t node_of(const Tensor& tensor);
  Values reversed(const autodiff::ReverseRequest& request);
  Value as_tensors(const Value& value);
  bool overridden_rule(const ir::Node& node, const Values& cotangents, Values& gradients);
  Values apply_parts(const Op& op, std::span<const Value> args);
  Values record(const Op& op, std::span<const Value> args);
  Values record_raw(const Op& op, std::span<const Value> args);
  /// Throws Untraceable where one more node is too much.
  void expect_room();

  ir::Recorder recorder_;
  uint64_t first_storage_;

  /// A leaf of a gradient: the same memory as a Tensor's, under another name.
  struct OtherName {
    uint64_t storage, leaf;
    int depth;      // of the gradient
    bool is_whole;  // the leaf is all of the memory
  };
  std::vector<OtherName> other_names_;
  std::vector<uint64_t> other_names(uint64_t storage) const;
  State wholes_;
  uint64_t versions_ = 0;  // never given twice, whatever state is restored
  std::unordered_map<const TensorRep*, View> views_;
  std::vector<Outside> outside_;
  /// A view without a layout, and the storage that it looks into.
  struct BlindView {
    Tensor view;
    uint64_t storage;
  };
  std::vector<BlindView> blind_;
  std::unordered_set<uint64_t> frozen_;  // storages
  std::vector<autodiff::UserGradient> users_;
  int depth_ = 0;
  int paused_ = 0;
  mutable bool asked_ = false;
};

/// This thread's engine: the eager one, or a tracer.
DUET_API Dispatcher& current();
/// This thread's tracer, or null.
DUET_API Tracer* tracer();

/// Makes a tracer this thread's engine; null: the eager one.
class DUET_API Engaged {
 public:
  explicit Engaged(Tracer* tracer);
  ~Engaged();
  Engaged(const Engaged&) = delete;
  Engaged& operator=(const Engaged&) = delete;

 private:
  Tracer* before_;
};

/// Makes another engine stand before the eager one, which it hands on to.
class DUET_API Watched {
 public:
  explicit Watched(Dispatcher& watch);
  ~Watched();
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;

 private:
  Dispatcher* before_;
};

/// Whether all extents of a Tensor are known while it is traced.
DUET_API bool extents_known(const Tensor& tensor);

/// Refuses a Tensor whose elements are known only when the graph runs; `what` asks for them.
inline const Tensor& with_elements(const Tensor& tensor, const char* what) {
  if (Tracer* tracing = tracer()) [[unlikely]]
    tracing->expect_elements(tensor, what);
  return tensor;
}

}  // namespace duet
