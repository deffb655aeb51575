// Works are taken in program order; each is united with the clusters that it reads from, then with
// those that read the same, as long as it fits and no cycle comes of it.
#include "runtime/program/merge.h"

#include <algorithm>
#include <map>

#include "base/switches.h"
#include "runtime/program/space.h"

namespace duet {
namespace {

constexpr size_t kMostInstructions = 224;
constexpr size_t kMostTensors = 28;
constexpr size_t kMostReaders = 24;     // of a tensor that all read, whom one more may join
constexpr int64_t kLongestRow = 65536;  // elements of a row that stay in cache
// Shorter rows are no lines to compute a large map along.
constexpr int64_t kShortestRow = 16;
constexpr int64_t kLargeMap = 32768;

/// Which clusters must run before which.
class Order {
 public:
  explicit Order(size_t count) : words_((count + 63) / 64), before_(count * words_) {}
  bool precedes(int a, int b) const { return before_[b * words_ + a / 64] >> (a % 64) & 1; }
  void add(int a, int b) {
    for (size_t w = 0; w < words_; ++w) before_[b * words_ + w] |= before_[a * words_ + w];
    before_[b * words_ + a / 64] |= uint64_t{1} << (a % 64);
  }
  /// Whether one of these must run behind `a` and before `b`.
  bool between(int a, int b, std::span<const int> others) const {
    return std::ranges::any_of(
        others, [&](int c) { return c != a && c != b && precedes(c, b) && precedes(a, c); });
  }
  /// `b` is part of `a` from now on; `others` are all that is there besides.
  void unite(int a, int b, std::span<const int> others) {
    for (size_t w = 0; w < words_; ++w) before_[a * words_ + w] |= before_[b * words_ + w];
    clear(a, a);
    clear(a, b);
    for (int c : others) {
      if (c == a || c == b || !(precedes(a, c) || precedes(b, c))) continue;
      clear(c, b);
      add(a, c);
    }
  }

 private:
  void clear(int row, int bit) { before_[row * words_ + bit / 64] &= ~(uint64_t{1} << (bit % 64)); }
  size_t words_;
  std::vector<uint64_t> before_;
};

bool folds(const Atom& atom) {
  for (const Stage& stage : atom.group.stages)
    for (const Sink& sink : stage.sinks)
      if (sink.kind == Sink::Kind::kReduced && !stage.per_row) return true;
  return false;
}

/// A fold over a row of one element has no row axes to go by, and an empty space nothing to share.
bool mergeable(const Atom& atom) {
  return count(atom.space) > 0 && atom.space.size() <= 8 && (atom.row_axes != 0 || !folds(atom));
}

size_t instructions(const std::vector<Member>& members) {
  size_t sum = 0;
  for (const Member& member : members)
    for (const Stage& stage : member.atom->group.stages) sum += stage.body.code.size();
  return sum;
}

/// How many tensors they read and write together.
size_t tensors(std::initializer_list<const Cluster*> clusters) {
  std::vector<int> roots;
  for (const Cluster* cluster : clusters)
    for (const Member& member : cluster->members)
      for (const auto* accesses : {&member.operands, &member.outputs})
        for (const MemoryAccess& access : *accesses) roots.push_back(access.root);
  std::ranges::sort(roots);
  return static_cast<size_t>(std::ranges::unique(roots).begin() - roots.begin());
}

int64_t row_length(const Cluster& cluster) {
  int64_t length = 1;
  for (size_t a = 0; a < cluster.space.size(); ++a)
    if (cluster.row_axes >> a & 1) length *= cluster.space[a];
  return length;
}

/// Rows that do not stay in cache, or do not lie along memory, are walked once per stage.
bool walks_rows_again(const Cluster& cluster) {
  if (cluster.row_axes == 0) return false;
  bool in_lines = cluster.row_axes >> (cluster.space.size() - 1) & 1;
  return !in_lines || row_length(cluster) > kLongestRow;
}

int levels(const Cluster& cluster) {
  int most = 0;
  for (const StagePlace& place : place_stages(cluster))
    if (!place.per_row) most = std::max(most, place.level);
  return most;
}

class Merger {
 public:
  Merger(const Lowered& lowered, const std::vector<bool>& needed)
      : lowered_(lowered),
        order_(lowered.works.size()),
        producer_(lowered.roots.size(), -1),
        alone_(switched(Switch::kNoFusion)) {
    drop_unneeded(needed);
  }
  std::vector<Cluster> run();

 private:
  void drop_unneeded(const std::vector<bool>& needed);
  template <class F>
  void each_read(const Work& work, F f) const;
  template <class F>
  void each_write(const Work& work, F f) const;
  void add(int position);
  void note_reader(int root, int x);
  std::vector<int> candidates(int x) const;
  bool unite(int a, int b);
  bool cycle(int a, int b) const;
  std::optional<Cluster> joined(const Cluster& a, const Cluster& b) const;
  bool crossings_fit(const Cluster& cluster) const;
  bool shares_whole(const Cluster& cluster, const Cluster& with) const;
  int at(int root) const { return root < 0 ? -1 : producer_[root]; }
  std::vector<Cluster> sorted();

  const Lowered& lowered_;
  Order order_;
  std::vector<int> producer_;  // cluster, by root
  const bool alone_;           // nothing is united
  std::vector<bool> live_;     // works
  std::vector<Cluster> clusters_;
  std::vector<bool> gone_;
  std::vector<int> there_;                   // clusters that are not gone, in order
  std::map<int, std::vector<int>> readers_;  // clusters, by root
};

template <class F>
void Merger::each_read(const Work& work, F f) const {
  if (const auto* atom = std::get_if<Atom>(&work)) {
    for (const MemoryAccess& access : atom->operands)
      if (access.root >= 0) f(access.root);
    return;
  }
  for (const Value& arg : std::get<OpWork>(work).args)
    ir::each_node(arg, [&](int64_t value) { f(lowered_.values[value].root); });
}

template <class F>
void Merger::each_write(const Work& work, F f) const {
  if (const auto* atom = std::get_if<Atom>(&work)) {
    for (const MemoryAccess& access : atom->outputs) f(access.root);
    return;
  }
  for (int value : std::get<OpWork>(work).results) f(lowered_.values[value].root);
}

void Merger::drop_unneeded(const std::vector<bool>& needed) {
  std::vector<bool> wanted = needed;
  live_.assign(lowered_.works.size(), false);
  for (size_t i = lowered_.works.size(); i-- > 0;) {
    const Work& work = lowered_.works[i];
    const auto* op = std::get_if<OpWork>(&work);
    bool live = op && op->only_check;
    each_write(work, [&](int root) { live = live || wanted[root]; });
    live_[i] = live;
    if (live) each_read(work, [&](int root) { wanted[root] = true; });
  }
}

void Merger::add(int position) {
  const Work& work = lowered_.works[position];
  int x = static_cast<int>(clusters_.size());
  Cluster cluster;
  cluster.position = position;
  if (const auto* atom = std::get_if<Atom>(&work)) {
    cluster.space = atom->space;
    cluster.row_axes = atom->row_axes;
    cluster.members.push_back({atom, position, atom->operands, atom->outputs, false});
  } else {
    cluster.op = &std::get<OpWork>(work);
  }
  clusters_.push_back(std::move(cluster));
  gone_.push_back(false);
  there_.push_back(x);
  each_read(work, [&](int root) {
    if (at(root) >= 0) order_.add(at(root), x);
  });
  each_write(work, [&](int root) { producer_[root] = x; });
  if (clusters_[x].op || !mergeable(*clusters_[x].members[0].atom)) return;
  for (int c : candidates(x))
    if (!gone_[c] && unite(c, x)) x = c;
  for (const MemoryAccess& access : std::get<Atom>(work).operands)
    if (access.root >= 0) note_reader(access.root, x);
}

void Merger::note_reader(int root, int x) {
  std::vector<int>& readers = readers_[root];
  std::erase_if(readers, [&](int c) { return gone_[c]; });
  if (std::ranges::count(readers, x) == 0) readers.push_back(x);
  // Who looks for company looks at the last ones only.
  if (readers.size() > kMostReaders) readers.erase(readers.begin());
}

/// Clusters that might take `x` in: those that it reads from, latest first; those that read what it
/// reads.
std::vector<int> Merger::candidates(int x) const {
  std::vector<int> sources, sharers;
  for (const MemoryAccess& access : clusters_[x].members[0].operands) {
    int c = at(access.root);
    if (c >= 0 && !clusters_[c].op) sources.push_back(c);
    auto found = readers_.find(access.root);
    if (access.root < 0 || found == readers_.end()) continue;
    for (int reader : found->second)
      if (!gone_[reader]) sharers.push_back(reader);
  }
  for (auto* list : {&sources, &sharers}) {
    std::ranges::sort(*list, std::greater());
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  for (int c : sharers)
    if (std::ranges::count(sources, c) == 0 && shares_whole(clusters_[c], clusters_[x]))
      sources.push_back(c);
  return sources;
}

bool Merger::shares_whole(const Cluster& cluster, const Cluster& with) const {
  if (count(cluster.space) != count(with.space)) return false;
  for (const MemoryAccess& mine : with.members[0].operands)
    for (const Member& member : cluster.members)
      for (const MemoryAccess& other : member.operands)
        if (mine.root >= 0 && mine.root == other.root && mine.offset == other.offset &&
            std::ranges::count(mine.strides, 0) == 0)
          return true;
  return false;
}

bool Merger::cycle(int a, int b) const {
  if (order_.precedes(a, b)) return order_.between(a, b, there_);
  return order_.precedes(b, a) && order_.between(b, a, there_);
}

bool Merger::unite(int a, int b) {
  if (alone_ || a == b || clusters_[a].op || !mergeable(*clusters_[a].members[0].atom) ||
      cycle(a, b))
    return false;
  auto cluster = joined(clusters_[a], clusters_[b]);
  if (!cluster) return false;
  gone_[b] = true;
  for (const Member& member : clusters_[b].members)
    for (const MemoryAccess& access : member.outputs) producer_[access.root] = a;
  for (const Member& member : clusters_[b].members)
    for (const MemoryAccess& access : member.operands)
      if (access.root >= 0) note_reader(access.root, a);
  clusters_[a] = std::move(*cluster);
  clusters_[b] = {};
  there_.erase(std::ranges::lower_bound(there_, b));
  order_.unite(a, b, there_);
  return true;
}

std::optional<Cluster> Merger::joined(const Cluster& a, const Cluster& b) const {
  if (instructions(a.members) + instructions(b.members) > kMostInstructions) return std::nullopt;
  if (tensors({&a, &b}) > kMostTensors) return std::nullopt;
  for (Cluster& cluster : common_spaces(a, b)) {
    std::ranges::sort(cluster.members, {}, &Member::position);
    cluster.position = std::max(a.position, b.position);
    if (!crossings_fit(cluster)) continue;
    bool mixed = a.row_axes == 0 || b.row_axes == 0;
    if (cluster.row_axes != 0 && mixed && row_length(cluster) < kShortestRow &&
        count(cluster.space) > kLargeMap)
      continue;
    if (walks_rows_again(cluster) && levels(cluster) > std::max(levels(a), levels(b))) continue;
    return std::move(cluster);
  }
  return std::nullopt;
}

/// What one member computes another one reads at the very same index.
bool Merger::crossings_fit(const Cluster& cluster) const {
  std::map<int, const MemoryAccess*> written;
  for (const Member& member : cluster.members)
    for (const MemoryAccess& access : member.outputs) written[access.root] = &access;
  for (const Member& member : cluster.members)
    for (const MemoryAccess& access : member.operands) {
      auto found = written.find(access.root);
      if (found != written.end() && !(*found->second == access)) return false;
    }
  return true;
}

/// As close to program order as dependencies allow.
std::vector<Cluster> Merger::sorted() {
  std::vector<int> left = there_;
  std::ranges::sort(left, {}, [&](int c) { return clusters_[c].position; });
  std::vector<Cluster> result;
  while (!left.empty()) {
    auto ready = std::ranges::find_if(left, [&](int c) {
      return std::ranges::none_of(left, [&](int d) { return d != c && order_.precedes(d, c); });
    });
    DUET_CHECK(ready != left.end());
    result.push_back(std::move(clusters_[*ready]));
    left.erase(ready);
  }
  return result;
}

std::vector<Cluster> Merger::run() {
  for (size_t i = 0; i < lowered_.works.size(); ++i)
    if (live_[i]) add(static_cast<int>(i));
  return sorted();
}

}  // namespace

std::vector<Cluster> merge(const Lowered& lowered, const std::vector<bool>& needed) {
  return Merger(lowered, needed).run();
}

std::vector<StagePlace> place_stages(const Cluster& cluster) {
  struct At {
    int level;
    bool per_row;
  };
  std::map<int, At> roots;
  std::vector<StagePlace> places;
  for (int m = 0; m < static_cast<int>(cluster.members.size()); ++m) {
    const Member& member = cluster.members[m];
    const Group& group = member.atom->group;
    std::map<int, int> temporaries, reduced;
    for (int s = 0; s < static_cast<int>(group.stages.size()); ++s) {
      const Stage& stage = group.stages[s];
      bool per_row = stage.per_row || member.once_per_row;
      int level = 0;
      for (const Source& source : stage.sources) {
        int least = 0;
        if (source.kind == Source::Kind::kTemporary) least = temporaries[source.index];
        if (source.kind == Source::Kind::kReduced)
          least = reduced[source.index] + static_cast<int>(!per_row);
        if (source.kind == Source::Kind::kOperand) {
          auto found = roots.find(member.operands[source.index].root);
          if (found != roots.end())
            least = found->second.level + static_cast<int>(found->second.per_row && !per_row);
        }
        level = std::max(level, least);
      }
      for (const Sink& sink : stage.sinks) {
        if (sink.kind == Sink::Kind::kTemporary) temporaries[sink.index] = level;
        if (sink.kind == Sink::Kind::kReduced) reduced[sink.index] = level;
        if (sink.kind == Sink::Kind::kOutput)
          roots[member.outputs[sink.index].root] = {level, per_row};
      }
      places.push_back({m, s, level, per_row});
    }
  }
  return places;
}

}  // namespace duet
