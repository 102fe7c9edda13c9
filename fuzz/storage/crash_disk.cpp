// What a power cut leaves of a model file system.

#include "fuzz/storage/crash_disk.hpp"

#include <algorithm>
#include <functional>

namespace heloport::fuzz {
namespace {

using Node = ModelFileSystem::Node;

// Each piece of a file triples the states.
constexpr std::size_t pieces_max = 4;

std::uint64_t mixed(std::uint64_t digest, std::uint64_t more) {
  return Dice(digest ^ (more * 0x9e3779b97f4a7c15U)).next();
}

/// The octets of one file after the crash.
class Remains {
 public:
  Remains(const Node& node, Choices& choices)
      : written_(*node.octets), durable_(node.durable_octets), choices_(choices) {}

  std::string octets() {
    const std::size_t step = step_of(written_.size() - durable_);
    std::string left(choose_size(step), '\0');
    left.replace(0, durable_, written_, 0, durable_);
    for (std::size_t begin = durable_; begin < left.size();) {
      const std::size_t end = std::min(begin / step * step + step, left.size());
      write_some(left, begin, end, step);
      begin = end;
    }
    return left;
  }

 private:
  static std::size_t step_of(std::size_t tail_octets) {
    if (tail_octets <= block_octets) return sector_octets;
    std::size_t step = block_octets;
    while (tail_octets > pieces_max * step) step *= 2;
    return step;
  }

  // What is durable, each border behind it, all of it.
  std::size_t choose_size(std::size_t step) {
    const std::size_t first_border = durable_ / step + 1;
    const std::size_t last_border = (written_.size() - 1) / step;
    const std::size_t borders = last_border + 1 - std::min(first_border, last_border + 1);
    const std::size_t choice = choices_.among(borders + 2);
    if (choice == 0) return durable_;
    return choice == borders + 1 ? written_.size() : (first_border + choice - 1) * step;
  }

  void write_some(std::string& left, std::size_t begin, std::size_t end, std::size_t step) {
    const std::size_t half = begin / step * step + step / 2;
    const bool can_be_torn = step != sector_octets && half > begin && half < end;
    switch (choices_.among(can_be_torn ? 3 : 2)) {
      case 0:  // written
        break;
      case 1:  // not
        return;
      default:
        end = half;
    }
    left.replace(begin, end - begin, written_, begin, end - begin);
  }

  const std::string& written_;
  const std::size_t durable_;
  Choices& choices_;
};

/// Walks what is left, from the root, asking at each fork.
class Walk {
 public:
  Walk(const ModelFileSystem& files, Choices& choices)
      : files_(files), choices_(choices), seen_(files.nodes().size(), false) {}

  Disk disk() {
    visit(root_node);
    for (std::size_t at = 0; at < disk_.nodes.size(); ++at) {
      const NodeId id = disk_.nodes[at].id;
      const Node& node = files_.nodes()[id];
      if (node.directory) {
        fill_directory(at, node);
      } else {
        fill_file(disk_.nodes[at], node);
      }
    }
    return std::move(disk_);
  }

 private:
  void visit(NodeId id) {
    if (seen_[id]) return;
    seen_[id] = true;
    const Node& node = files_.nodes()[id];
    disk_.nodes.push_back({id, node.directory, node.device});
  }

  void fill_directory(std::size_t at, const Node& node) {
    std::vector<std::pair<std::string, NodeId>> names;
    for (const auto& [name, versions] : node.names) {
      const std::size_t version = versions.size() == 1 ? 0 : choices_.among(versions.size());
      const NodeId id = versions[version];
      if (id == no_node) continue;
      names.emplace_back(name, id);
      disk_.digest = mixed(disk_.digest, disk_.nodes[at].id * 65'537ULL + id);
      disk_.digest = mixed(disk_.digest, std::hash<std::string>{}(name));
      visit(id);
    }
    disk_.nodes[at].names = std::move(names);
  }

  void fill_file(Disk::Node& to, const Node& node) {
    if (node.durable_octets == node.octets->size()) {
      to.octets = node.octets;
      disk_.digest = mixed(disk_.digest, node.octets->size());
    } else {
      to.octets = std::make_shared<std::string>(Remains(node, choices_).octets());
      disk_.digest = mixed(disk_.digest, std::hash<std::string>{}(*to.octets));
    }
  }

  const ModelFileSystem& files_;
  Choices& choices_;
  std::vector<bool> seen_;
  Disk disk_;
};

}  // namespace

Disk crash(const ModelFileSystem& files, Choices& choices) {
  return Walk(files, choices).disk();
}

// The newest meaning of each name, and all that was written.
Disk shutdown(const ModelFileSystem& files) {
  Disk disk;
  for (NodeId id = root_node; id < files.nodes().size(); ++id) {
    const Node& node = files.nodes()[id];
    if (!node.directory && !node.octets) continue;
    Disk::Node copy{id, node.directory, node.device, {}, node.octets};
    for (const auto& [name, versions] : node.names) {
      if (versions.back() != no_node) copy.names.emplace_back(name, versions.back());
    }
    disk.nodes.push_back(std::move(copy));
  }
  return disk;
}

}  // namespace heloport::fuzz
