// Tensors on the outside, nodes on the inside.
#include "runtime/graph/tracer.h"

#include "ir/examples.h"
#include "ops/deferred.h"
#include "ops/ops.h"
#include "ops/trace.h"
#include "runtime/eager/engine.h"
#include "runtime/tape/tape.h"

namespace duet {
namespace {

thread_local Tracer* this_threads_tracer = nullptr;
thread_local Dispatcher* this_threads_watch = nullptr;

/// A storage that will have elements when the graph runs.
Ref<Storage> promised() {
  return Storage::make(Buffer::adopt(nullptr, 0, [] {}));
}

bool covers(const Layout& whole, const Layout& view) { return whole == view; }

Values placement(Value memory, const Layout& view) {
  return {std::move(memory), Value(view.shape), Value(view.strides), Value(view.offset)};
}

}  // namespace

Dispatcher& current() {
  if (this_threads_tracer) [[unlikely]]
    return *this_threads_tracer;
  if (this_threads_watch) [[unlikely]]
    return *this_threads_watch;
  return eager();
}

Watched::Watched(Dispatcher& watch) : before_(std::exchange(this_threads_watch, &watch)) {}
Watched::~Watched() { this_threads_watch = before_; }

Tracer* tracer() { return this_threads_tracer; }

Engaged::Engaged(Tracer* tracer) : before_(std::exchange(this_threads_tracer, tracer)) {}
Engaged::~Engaged() { this_threads_tracer = before_; }

void Tracer::expect_elements(const Tensor& tensor, const char* what) const {
  uint64_t id = tensor.storage()->id();
  auto found = wholes_.find(id);
  bool constant = found == wholes_.end() ? id > first_storage_ : found->second.value.is_tensor();
  if (!constant)
    throw Untraceable(
        fmt::format("{} needs the elements of a Tensor, which are known when the graph runs", what),
        "elements-needed");
}

Tracer::Tracer(ir::Graph& graph) : recorder_(graph), first_storage_(promised()->id()) {}

TensorType Tracer::type(const Value& value) const {
  return value.is_tensor() ? type_of(value.as_tensor()) : recorder_.type(value);
}

void Tracer::expect_room() {
  constexpr size_t kMostNodes = 200'000;
  if (graph().nodes.size() >= kMostNodes)
    throw Untraceable(fmt::format("its graph has more than {} operations", kMostNodes),
                      "graph-size");
}

Values Tracer::record_raw(const Op& op, std::span<const Value> args) {
  expect_room();
  if (place_of) recorder_.set_place(place_of());
  size_t from = graph().nodes.size();
  Values results = recorder_.apply(op, args);
  if (paused_ > 0)
    for (size_t i = from; i < graph().nodes.size(); ++i) graph().nodes[i].constant = true;
  return results;
}

int64_t Tracer::append(ir::Node node) {
  expect_room();
  if (place_of) recorder_.set_place(place_of());
  node.constant = paused_ > 0;
  return recorder_.append(std::move(node));
}

Value Tracer::traced(const Value& value) {
  if (value.is_tensor()) return value_of(value.as_tensor());
  if (!value.is_list()) return value;
  Values items;
  for (const Value& item : value.as_list()) items.push_back(traced(item));
  return items;
}

Values Tracer::record(const Op& op, std::span<const Value> args) {
  Values inputs;
  for (const Value& arg : args) inputs.push_back(traced(arg));
  return record_raw(op, inputs);
}

namespace {

/// Arguments for a trial: every Tensor an input.
Value trial(Trace& trace, const Value& value, Dispatcher& types) {
  if (value.is_tensor() || value.is_node()) return trace.input(types.type(value));
  if (!value.is_list()) return value;
  Values items;
  for (const Value& item : value.as_list()) items.push_back(trial(trace, item, types));
  return items;
}

bool is_input(const Trace& trace, int64_t node) { return node < trace.inputs(); }

/// Whether a node is memory of an argument: it, or a view of it.
bool shares_argument(const Trace& trace, int64_t node) {
  if (is_input(trace, node)) return true;
  for (const Trace::Entry& entry : trace.entries())
    if (node >= entry.first_result && node < entry.first_result + entry.results)
      return entry.op->body.is(BodyKind::kView) && entry.args[0].is_node() &&
             shares_argument(trace, entry.args[0].as_node());
  return false;
}

bool shares_argument(const Trace& trace, const Value& value) {
  bool found = false;
  ir::each_node(value, [&](int64_t node) { found |= shares_argument(trace, node); });
  return found;
}

/// Whether a decomposition stores into its arguments, as batch norm does into its statistics.
bool stores_among(const Trace& trace) {
  for (const Trace::Entry& entry : trace.entries()) {
    int target = entry.op->updates.argument[0];
    if (target >= 0 && entry.args[target].is_node() &&
        is_input(trace, entry.args[target].as_node()))
      return true;
  }
  return false;
}

[[noreturn]] void refuse_unknown_types(const Op& op) {
  throw Untraceable(
      fmt::format("what `{}` gives depends on the elements of a Tensor, or on a number that is "
                  "known only at run time",
                  op.name),
      "extent-from-elements");
}

}  // namespace

bool extents_known(const Tensor& tensor) { return tensor.count() >= 0; }

/// What a decomposition does to memory that is seen outside of it.
Tracer::Touch Tracer::touches(const Op& op, std::span<const Value> args) {
  Values given;
  for (const Value& arg : args) given.push_back(traced(arg));
  Touch touch = Touch::kNothing;
  // Whoever records it says what it refuses.
  ir::each_example(graph(), given, [&](Dispatcher& types, const Values& example) {
    Trace trace(TraceOf::kParts);
    Values inputs;
    for (const Value& arg : example) inputs.push_back(trial(trace, arg, types));
    Call call(op, trace, inputs);
    for (const Value& result : op.body.decompose(call))
      if (shares_argument(trace, result)) touch = Touch::kShares;
    if (stores_among(trace)) touch = Touch::kStores;
    return false;
  });
  return touch;
}

/// What is stored and what is shared must be seen: such an operator is recorded as its parts.
Values Tracer::apply_parts(const Op& op, std::span<const Value> args) {
  Call call(op, *this, args);
  auto parts = unless_extents_are_asked([&] {
    if (op.infer.run) op.infer.run(call);
    return op.body.decompose(call);
  });
  if (!parts) refuse_unknown_types(op);
  return *parts;
}

Values Tracer::apply(const Op& op, std::span<const Value> args) {
  try {
    return applied(op, args);
  } catch (const ir::UnknownTypes& unknown) {
    refuse_unknown_types(unknown.op());
  }
}

/// A decomposition that gives views, of extents that its parts would ask for.
Values Tracer::apply_blindly(const Op& op, std::span<const Value> args) {
  Values results;
  std::vector<Tensor> tensors;
  for (const Value& arg : args)
    if (arg.is_tensor()) tensors.push_back(arg.as_tensor());
  for (const Value& node : record(op, args)) {
    Tensor view = tensor_of(node.as_node());
    for (const Tensor& tensor : tensors) note_blind(view, tensor);
    results.push_back(view);
  }
  return results;
}

Values Tracer::applied(const Op& op, std::span<const Value> args) {
  Touch touch = op.body.is(BodyKind::kDecompose) ? touches(op, args) : Touch::kNothing;
  if (touch == Touch::kShares && opens(op, args)) return apply_blindly(op, args);
  if (touch != Touch::kNothing) return apply_parts(op, args);
  Values nodes = record(op, args);
  Values results;
  if (op.body.is(BodyKind::kView)) {
    results.push_back(view_result(op, args, nodes[0].as_node()));
    return results;
  }
  for (size_t k = 0; k < nodes.size(); ++k) results.push_back(result(op, args, nodes[k], k));
  return results;
}

Value Tracer::result(const Op& op, std::span<const Value> args, const Value& node, size_t k) {
  int target = k < std::size(op.updates.argument) ? op.updates.argument[k] : -1;
  if (target < 0) return tensor_of(node.as_node());
  write(args[target].as_tensor(), node);
  return args[target];
}

Tensor Tracer::view_result(const Op& op, std::span<const Value> args, int64_t node) {
  Tensor input = args[0].as_tensor();
  if (opens(op, args) || seen_by(input.storage()->id()) != 0) {
    Tensor view = tensor_of(node);
    note_blind(view, input);
    return view;
  }
  Call call(op, *this, args);
  auto layout = op.body.view(call, input.layout());
  // Eager mode copies here: memory of its own.
  if (!layout) return tensor_of(node);
  find_whole(input);
  Tensor view = input.view(std::move(*layout));
  name(view, Value::node(node));
  return view;
}

/// The storage that a view without a layout looks into; 0 of all others.
uint64_t Tracer::seen_by(uint64_t storage) const {
  for (const BlindView& blind : blind_)
    if (blind.view.storage()->id() == storage) return blind.storage;
  return 0;
}

void Tracer::note_blind(const Tensor& view, const Tensor& input) {
  whole_of(input);
  uint64_t own = input.storage()->id(), into = seen_by(own);
  blind_.push_back({view, into != 0 ? into : own});
}

/// Whether extents, or numbers that decide them, are known only at run time.
bool Tracer::opens(const Op& op, std::span<const Value> args) {
  bool known = !ir::open_numbers(graph(), op, args);
  for (const Value& arg : args)
    known = known && (!arg.is_tensor() || extents_known(arg.as_tensor()));
  return !known;
}

/// Somebody but the tracer holds the Tensor.
bool Tracer::is_in_use(const Tensor& view) const {
  const Counted<TensorRep>& references = *view.rep();
  auto own = std::ranges::count_if(
      blind_, [&](const BlindView& blind) { return blind.view.rep() == view.rep(); });
  return references.count() > static_cast<size_t>(own) + views_.count(view.rep());
}

/// Where one of two names of the same memory is written, the other must be gone.
void Tracer::expect_alone(const Tensor& tensor) const {
  uint64_t own = tensor.storage()->id();
  for (const BlindView& blind : blind_) {
    bool is_view = blind.view.storage()->id() == own;
    if (is_view || (blind.storage == own && is_in_use(blind.view)))
      throw Untraceable(
          "a Tensor is written while a view of it, whose extents are known only at run time, is "
          "in use",
          "view-of-unknown-extents");
  }
}

Tensor Tracer::tensor_of(int64_t node) {
  const ir::Type& type = graph().type(node);
  if (!type.is_tensor() || !type.rank_known() || !type.dtype_known())
    throw Untraceable("the rank of a result is known only at run time", "extent-from-elements");
  Tensor tensor = promise(type.as_tensor());
  wholes_.at(tensor.storage()->id()).value = Value::node(node);
  return tensor;
}

Tensor Tracer::promise(const TensorType& type) {
  Ints sizes;
  for (Dim extent : type.shape) sizes.push_back(extent.known() ? extent.value() : INT64_MIN);
  Tensor tensor(type.dtype, contiguous(sizes), promised());
  Whole& whole = wholes_[tensor.storage()->id()];
  whole.layout = tensor.layout();
  whole.storage = tensor.storage();
  whole.dtype = type.dtype;
  return tensor;
}

void Tracer::set_whole(uint64_t storage, Value value) {
  Whole& whole = wholes_.at(storage);
  whole.value = std::move(value);
  whole.version = ++versions_;
}

void Tracer::replace(const std::unordered_map<int64_t, int64_t>& numbers) {
  for (auto& [id, whole] : wholes_) {
    if (whole.watched.is_node())
      if (auto found = numbers.find(whole.watched.as_node()); found != numbers.end())
        whole.watched = Value::node(found->second);
    if (!whole.value.is_node()) continue;
    auto found = numbers.find(whole.value.as_node());
    if (found == numbers.end()) continue;
    whole.value = Value::node(found->second);
    whole.version = ++versions_;
  }
}

std::optional<Value> Tracer::value_in(const State& state, const Tensor& tensor) const {
  auto found = state.find(tensor.storage()->id());
  if (found == state.end()) {
    found = wholes_.find(tensor.storage()->id());
    if (found == wholes_.end() || found->second.initial.is_none()) return std::nullopt;
    if (covers(found->second.layout, tensor.layout())) return found->second.initial;
    return std::nullopt;
  }
  if (covers(found->second.layout, tensor.layout())) return found->second.value;
  auto view = views_.find(tensor.rep());
  if (view == views_.end() || view->second.version != found->second.version) return std::nullopt;
  return view->second.value;
}

void Tracer::restore(const State& state) {
  // Inputs and constants that were met since stay what they are.
  State met;
  for (auto& [id, whole] : wholes_)
    if (!state.contains(id) && !whole.initial.is_none()) {
      whole.value = whole.initial;
      whole.written = false;
      whole.version = ++versions_;
      met.emplace(id, std::move(whole));
    }
  wholes_ = state;
  wholes_.merge(met);
}

std::vector<ir::Node> Tracer::take(size_t position) {
  auto& nodes = graph().nodes;
  std::vector<ir::Node> taken(std::make_move_iterator(nodes.begin() + position),
                              std::make_move_iterator(nodes.end()));
  nodes.resize(position);
  // Views that were looked up meanwhile are values of what has been taken.
  if (!taken.empty())
    std::erase_if(views_, [&](const auto& entry) {
      const Value& value = entry.second.value;
      return value.is_node() && value.as_node() >= taken.front().first;
    });
  return taken;
}

void Tracer::reopen(const Open& open) {
  depth_ = open.depth;
  paused_ = open.paused;
  users_.resize(open.users);
  asked_ = open.asked;
}

void Tracer::put(std::vector<ir::Node> nodes) {
  for (ir::Node& node : nodes) graph().nodes.push_back(std::move(node));
}

Tensor Tracer::input(const std::string& name, const TensorType& type) {
  auto index = static_cast<int>(graph().inputs.size());
  Tensor tensor = tensor_of(graph().add_input(name, ir::Type::tensor(type)));
  Whole& whole = wholes_.at(tensor.storage()->id());
  whole.input = index;
  whole.initial = whole.value;
  return tensor;
}

Tracer::Whole& Tracer::find_whole(const Tensor& tensor) {
  auto [found, fresh] = wholes_.try_emplace(tensor.storage()->id());
  Whole& whole = found->second;
  if (!fresh) return whole;
  whole.storage = tensor.storage();
  auto elements = static_cast<int64_t>(tensor.storage()->bytes() / size_of(tensor.dtype()));
  bool is_whole = tensor.layout().offset == 0 && tensor.contiguous() && tensor.count() == elements;
  // A view stands for its memory, read only: a write could not be seen through others.
  whole.layout = is_whole ? tensor.layout() : contiguous(Ints{elements});
  whole.dtype = tensor.dtype();
  if (tensor.storage()->id() > first_storage_) {
    whole.value = whole.initial = is_whole ? Value(tensor) : Value(tensor.view(whole.layout));
    return whole;
  }
  Tensor memory = is_whole ? tensor : tensor.view(whole.layout);
  std::string name = name_of ? name_of(tensor) : "outside";
  whole.input = static_cast<int>(graph().inputs.size());
  whole.value = whole.initial =
      Value::node(graph().add_input(name, ir::Type::tensor(type_of(memory))));
  outside_.push_back({memory, static_cast<size_t>(whole.input)});
  return whole;
}

void Tracer::name(const Tensor& tensor, Value value) {
  uint64_t version = wholes_.at(tensor.storage()->id()).version;
  views_.insert_or_assign(tensor.rep(), View{tensor, std::move(value), version});
}

Value Tracer::value_of(const Tensor& tensor) {
  Whole& whole = find_whole(tensor);
  if (covers(whole.layout, tensor.layout())) return whole.value;
  auto known = views_.find(tensor.rep());
  if (known != views_.end() && known->second.version == whole.version) return known->second.value;
  Value view = record_raw(ops::as_strided, placement(whole.value, tensor.layout()))[0];
  name(tensor, view);
  return view;
}

int64_t Tracer::node_of(const Tensor& tensor) {
  Value value = value_of(tensor);
  if (value.is_node()) return value.as_node();
  return record_raw(ops::copy, Values{value})[0].as_node();
}

void Tracer::write(const Tensor& tensor, Value value) {
  if (!blind_.empty()) expect_alone(tensor);
  Whole& whole = find_whole(tensor);
  std::vector<uint64_t> others;
  if (whole.read_only) others = other_names(tensor.storage()->id());
  if (frozen_.contains(whole.storage->id()))
    throw Untraceable("a Tensor changes in place whose memory depends on a run-time condition",
                      "which-memory");
  if (whole.shared)
    throw Untraceable("one of two arguments that share memory is written", "shared-arguments");
  whole.version = ++versions_;
  whole.written = true;
  if (covers(whole.layout, tensor.layout())) {
    whole.value = std::move(value);
  } else {
    Values args = placement(whole.value, tensor.layout());
    Values put{args[0], value, args[1], args[2], args[3]};
    whole.value = record_raw(ops::as_strided_put, put)[0];
    name(tensor, std::move(value));
  }
  for (uint64_t other : others) {
    Whole& same = wholes_.at(other);
    same.value = wholes_.at(tensor.storage()->id()).value;
    same.version = versions_;
    same.written = true;
  }
}

/// The other names of the memory: a write is seen through all of them. While the gradient is
/// recorded, or where a name is of a part, it would not be.
std::vector<uint64_t> Tracer::other_names(uint64_t storage) const {
  std::vector<uint64_t> found{storage};
  for (size_t i = 0; i < found.size(); ++i)
    for (const OtherName& name : other_names_) {
      if (name.storage != found[i] && name.leaf != found[i]) continue;
      if (depth_ >= name.depth || !name.is_whole)
        throw Untraceable("a Tensor changes in place that a gradient is taken with respect to",
                          "leaf-written");
      uint64_t other = name.storage == found[i] ? name.leaf : name.storage;
      if (wholes_.contains(other) && std::ranges::find(found, other) == found.end())
        found.push_back(other);
    }
  found.erase(found.begin());
  return found;
}

std::vector<const Tracer::Whole*> Tracer::written() const {
  std::vector<const Whole*> written;
  for (const auto& [id, whole] : wholes_)
    if (whole.written && whole.input >= 0) written.push_back(&whole);
  std::sort(written.begin(), written.end(),
            [](const Whole* a, const Whole* b) { return a->input < b->input; });
  return written;
}

void Tracer::commit() {
  for (const Whole* whole : written()) {
    ir::Input& input = graph().inputs[whole->input];
    input.state = true;
    ir::Node node;
    node.kind = ir::NodeKind::kCommit;
    node.args = {Value::node(input.value), whole->value};
    recorder_.append(std::move(node));
  }
}

// --- gradients
// ------------------------------------------------------------------------------------

size_t Tracer::begin() {
  ++depth_;
  return graph().nodes.size();
}

Tensor Tracer::leaf(const Tensor& tensor) {
  Tensor leaf = tensor_of(node_of(tensor));
  watch(leaf);
  // The leaf is the same memory under another name, which storages of the graph can not say.
  Whole& whole = find_whole(tensor);
  whole.read_only = find_whole(leaf).read_only = true;
  bool is_whole = covers(whole.layout, tensor.layout());
  other_names_.push_back({tensor.storage()->id(), leaf.storage()->id(), depth_, is_whole});
  return leaf;
}

void Tracer::watch(const Tensor& tensor) {
  ir::Node node;
  node.kind = ir::NodeKind::kLeaf;
  node.args = {value_of(tensor)};
  node.types = {ir::Type::tensor(type_of(tensor))};
  Value value = Value::node(recorder_.append(std::move(node)));
  Whole& whole = find_whole(tensor);
  whole.watched = value;
  if (!covers(whole.layout, tensor.layout())) {
    write(tensor, value);
    return;
  }
  // The same elements: not a write that the outside would have to see.
  whole.version = ++versions_;
  whole.value = std::move(value);
}

Values Tracer::reversed(const autodiff::ReverseRequest& request) {
  try {
    return autodiff::reverse(recorder_, request);
  } catch (const ir::UnknownTypes& unknown) {
    refuse_unknown_types(unknown.op());
  }
}

std::vector<Tensor> Tracer::gradients(size_t position, std::span<const Tensor> outputs,
                                      std::span<const Tensor> cotangents,
                                      std::span<const Tensor> leaves) {
  autodiff::ReverseRequest request;
  request.from = position;
  request.users = users_;
  for (const Tensor& output : outputs) request.outputs.push_back(Value::node(node_of(output)));
  for (const Tensor& cotangent : cotangents) request.cotangents.push_back(value_of(cotangent));
  for (const Tensor& leaf : leaves) {
    // It may have been written since: the gradient is of what it was.
    const Value watched = whole_of(leaf).watched;
    request.leaves.push_back(watched.is_node() ? watched.as_node() : node_of(leaf));
  }
  if (Tape::any_overridden())
    request.rule = [this](const ir::Node& node, const Values& cotangents, Values& gradients) {
      return overridden_rule(node, cotangents, gradients);
    };
  std::vector<Tensor> results;
  for (const Value& gradient : reversed(request)) {
    if (gradient.is_none())
      results.emplace_back();
    else if (gradient.is_tensor())
      results.push_back(gradient.as_tensor());
    else
      results.push_back(tensor_of(gradient.as_node()));
  }
  return results;
}

Value Tracer::as_tensors(const Value& value) {
  if (value.is_node() && graph().type(value.as_node()).is_tensor())
    return tensor_of(value.as_node());
  if (!value.is_list()) return value;
  Values items;
  for (const Value& item : value.as_list()) items.push_back(as_tensors(item));
  return items;
}

/// bprop_getters: the user's rule, on Tensors, in place of the operator's.
bool Tracer::overridden_rule(const ir::Node& node, const Values& cotangents, Values& gradients) {
  UserRule rule = node.op ? Tape::overridden(*node.op) : UserRule();
  if (!rule) return false;
  Values args, outs, given;
  for (const Value& arg : node.args) args.push_back(as_tensors(arg));
  for (size_t k = 0; k < node.types.size(); ++k)
    outs.push_back(as_tensors(Value::node(node.first + static_cast<int64_t>(k))));
  for (const Value& cotangent : cotangents) given.push_back(as_tensors(cotangent));
  for (const Value& gradient : rule(args, outs)(given)) gradients.push_back(traced(gradient));
  return true;
}

std::vector<Tensor> Tracer::record_user(std::span<const Tensor> inputs,
                                        std::span<const Tensor> results,
                                        std::function<Values(const Values&)> backward) {
  autodiff::UserGradient user;
  for (const Tensor& input : inputs) user.inputs.push_back(node_of(input));
  std::vector<Tensor> named;
  for (const Tensor& result : results) {
    named.push_back(leaf(result));
    user.results.push_back(value_of(named.back()).as_node());
    // The way back is the user's, not through what computed the result.
    graph().nodes.back().constant = true;
  }
  user.position = graph().nodes.size();
  user.backward = [this, backward = std::move(backward)](const Values& cotangents) {
    Values given;
    for (const Value& cotangent : cotangents)
      given.push_back(cotangent.is_node() ? Value(tensor_of(cotangent.as_node())) : cotangent);
    Values gradients;
    for (const Value& gradient : backward(given)) gradients.push_back(traced(gradient));
    return gradients;
  };
  users_.push_back(std::move(user));
  return named;
}

}  // namespace duet
