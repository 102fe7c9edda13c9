// A file system in memory that knows what a power cut may take.

#include "fuzz/storage/model_file_system.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <ctime>

namespace heloport::fuzz {

using Kind = ModelCall::Kind;

namespace {

int refuse(int error) {
  errno = error;
  return -1;
}

// Far from 0, so that a number that is used by mistake is none of ours.
constexpr int first_descriptor = 1000;

std::size_t slot_of(int descriptor) {
  return static_cast<std::size_t>(descriptor - first_descriptor);
}

}  // namespace

ModelFileSystem::ModelFileSystem(ModelFeatures features)
    : features_(features), nodes_(1), moment_(std::time(nullptr)) {
  add_node(true, devices_);
  nodes_[root_node].links = 1;
}

ModelFileSystem::ModelFileSystem(const Disk& disk, ModelFeatures features)
    : features_(features), moment_(std::time(nullptr)) {
  NodeId last = root_node;
  for (const Disk::Node& node : disk.nodes) last = std::max(last, node.id);
  nodes_.resize(last + 1);
  for (const Disk::Node& from : disk.nodes) {
    Node& node = nodes_[from.id];
    node.directory = from.directory;
    node.device = from.device;
    devices_ = std::max(devices_, from.device);
    node.octets = from.octets;
    node.durable_octets = from.octets ? from.octets->size() : 0;
    for (const auto& [name, id] : from.names) {
      node.names.push_back({name, {id}});
      ++nodes_[id].links;
      nodes_[id].named = true;
    }
  }
  nodes_[root_node].links = 1;
}

bool ModelFileSystem::is_directory(int descriptor) const {
  return nodes_[id_of(descriptor)].directory;
}

// Whatever the question does may open and close: nothing is held across it.
bool ModelFileSystem::fails(const ModelCall& call) const {
  if (!question_) return false;
  const auto error = question_(call);
  if (error) errno = *error;
  return error.has_value();
}

void ModelFileSystem::changed() const {
  if (!told_) return;
  const int error = errno;
  told_();
  errno = error;
}

NodeId ModelFileSystem::id_of(int descriptor) const {
  const std::size_t slot = slot_of(descriptor);
  return slot < descriptors_.size() ? descriptors_[slot] : no_node;
}

ModelFileSystem::Node* ModelFileSystem::node_of(int descriptor) {
  const NodeId id = id_of(descriptor);
  return id == no_node ? nullptr : &nodes_[id];
}

ModelFileSystem::Name* ModelFileSystem::find(NodeId directory, std::string_view name) {
  for (Name& one : nodes_[directory].names) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

NodeId ModelFileSystem::meaning(NodeId directory, std::string_view name) const {
  if (name == ".") return directory;
  for (const Name& one : nodes_[directory].names) {
    if (one.name == name) return one.meanings.back();
  }
  return no_node;
}

NodeId ModelFileSystem::walk(const std::string& path) const {
  NodeId at = root_node;
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    if (end > begin && at != no_node) {
      at = meaning(at, std::string_view(path).substr(begin, end - begin));
    }
    begin = end + 1;
  }
  return at;
}

NodeId ModelFileSystem::add_node(bool directory, dev_t device) {
  Node& node = nodes_.emplace_back();
  node.directory = directory;
  node.device = device;
  if (!directory) node.octets = std::make_shared<std::string>();
  return static_cast<NodeId>(nodes_.size() - 1);
}

int ModelFileSystem::add_name(NodeId node, NodeId directory, const std::string& name) {
  Name* known = find(directory, name);
  if (known != nullptr && known->meanings.back() != no_node) return refuse(EEXIST);
  if (known == nullptr) {
    nodes_[directory].names.push_back({name, {no_node, node}});
  } else {
    known->meanings.push_back(node);
  }
  ++nodes_[node].links;
  nodes_[node].named = true;
  changed();
  return 0;
}

int ModelFileSystem::add_directory(NodeId parent, const std::string& name) {
  if (meaning(parent, name) != no_node) return refuse(EEXIST);
  const bool apart = features_.mailboxes_apart && name.find('@') != std::string::npos;
  const dev_t device = apart ? ++devices_ : nodes_[parent].device;
  return add_name(add_node(true, device), parent, name);
}

int ModelFileSystem::open_node(NodeId node, int flags) {
  if ((flags & O_DIRECTORY) != 0 && !nodes_[node].directory) return refuse(ENOTDIR);
  const auto free = std::find(descriptors_.begin(), descriptors_.end(), no_node);
  const auto slot = free - descriptors_.begin();
  if (free == descriptors_.end()) descriptors_.push_back(no_node);
  descriptors_[static_cast<std::size_t>(slot)] = node;
  ++nodes_[node].openings;
  ++open_;
  return first_descriptor + static_cast<int>(slot);
}

int ModelFileSystem::open_path(const std::string& path, int flags) {
  if (fails({Kind::open_path, -1, path})) return -1;
  const NodeId node = walk(path);
  return node == no_node ? refuse(ENOENT) : open_node(node, flags);
}

int ModelFileSystem::make_path(const std::string& path) {
  if (fails({Kind::make_path, -1, path})) return -1;
  const auto slash = path.rfind('/');
  const NodeId parent = walk(path.substr(0, slash));
  return parent == no_node ? refuse(ENOENT) : add_directory(parent, path.substr(slash + 1));
}

int ModelFileSystem::open(int directory, const std::string& name, int flags, mode_t /*mode*/) {
  if (fails({Kind::open, directory, name})) return -1;
  const NodeId parent = id_of(directory);
  if (parent == no_node) return refuse(EBADF);
  const NodeId found = meaning(parent, name);
  if ((flags & O_CREAT) == 0) return found == no_node ? refuse(ENOENT) : open_node(found, flags);
  assert((flags & O_EXCL) != 0);
  if (found != no_node) return refuse(EEXIST);
  const NodeId made = add_node(false, nodes_[parent].device);
  const int opened = open_node(made, flags);
  add_name(made, parent, name);
  return opened;
}

int ModelFileSystem::open_unnamed(int directory) {
  if (fails({Kind::open_unnamed, directory, {}})) return -1;
  if (!features_.unnamed_files) return refuse(EOPNOTSUPP);
  const NodeId near = id_of(directory);
  if (near == no_node) return refuse(EBADF);
  return open_node(add_node(false, nodes_[near].device), 0);
}

int ModelFileSystem::make_directory(int directory, const std::string& name) {
  if (fails({Kind::make_directory, directory, name})) return -1;
  const NodeId parent = id_of(directory);
  return parent == no_node ? refuse(EBADF) : add_directory(parent, name);
}

int ModelFileSystem::link_unnamed(int file, int directory, const std::string& name) {
  if (fails({Kind::link_unnamed, directory, name})) return -1;
  const NodeId node = id_of(file);
  const NodeId parent = id_of(directory);
  if (node == no_node || parent == no_node) return refuse(EBADF);
  if (nodes_[node].device != nodes_[parent].device) return refuse(EXDEV);
  return add_name(node, parent, name);
}

int ModelFileSystem::link(int from, const std::string& from_name, int to,
                          const std::string& to_name) {
  if (fails({Kind::link, to, to_name})) return -1;
  const NodeId parent = id_of(to);
  if (id_of(from) == no_node || parent == no_node) return refuse(EBADF);
  const NodeId node = meaning(id_of(from), from_name);
  if (node == no_node) return refuse(ENOENT);
  if (nodes_[node].device != nodes_[parent].device) return refuse(EXDEV);
  return add_name(node, parent, to_name);
}

int ModelFileSystem::unlink(int directory, const std::string& name) {
  if (fails({Kind::unlink, directory, name})) return -1;
  const NodeId parent = id_of(directory);
  if (parent == no_node) return refuse(EBADF);
  const NodeId node = meaning(parent, name);
  if (node == no_node) return refuse(ENOENT);
  if (nodes_[node].directory) return refuse(EISDIR);
  find(parent, name)->meanings.push_back(no_node);
  --nodes_[node].links;
  changed();
  return 0;
}

int ModelFileSystem::names(int directory, std::size_t count_max,
                           std::vector<mailbox::Entry>& found) {
  if (fails({Kind::names, directory, {}})) return -1;
  const Node* parent = node_of(directory);
  if (parent == nullptr) return refuse(EBADF);
  for (const auto& [name, meanings] : parent->names) {
    if (count_max == 0) break;
    if (meanings.back() == no_node) continue;
    found.push_back({name, !nodes_[meanings.back()].directory});
    --count_max;
  }
  return 0;
}

ssize_t ModelFileSystem::write(int file, std::string_view octets) {
  if (fails({Kind::write, file, {}})) return -1;
  Node* node = node_of(file);
  if (node == nullptr || node->directory) return refuse(EBADF);
  octets = octets.substr(0, write_octets_max_);
  // A disk that was made of this file holds it too, and stays as it is.
  if (node->octets.use_count() > 1) node->octets = std::make_shared<std::string>(*node->octets);
  node->octets->append(octets);
  changed();
  return static_cast<ssize_t>(octets.size());
}

ssize_t ModelFileSystem::read(int file, std::span<char> room, off_t offset) {
  if (fails({Kind::read, file, {}})) return -1;
  const Node* node = node_of(file);
  if (node == nullptr || node->directory) return refuse(EBADF);
  const auto from = std::min(static_cast<std::size_t>(offset), node->octets->size());
  return static_cast<ssize_t>(node->octets->copy(room.data(), room.size(), from));
}

int ModelFileSystem::sync(int descriptor) {
  if (fails({Kind::sync, descriptor, {}})) {
    if (Node* node = node_of(descriptor)) node->sync_failed = true;
    return -1;
  }
  Node* node = node_of(descriptor);
  if (node == nullptr) return refuse(EBADF);
  if (node->directory) {
    for (Name& name : node->names)
      name.meanings.erase(name.meanings.begin(), name.meanings.end() - 1);
    std::erase_if(node->names, [](const Name& name) { return name.meanings.back() == no_node; });
  } else if (!node->sync_failed) {
    node->durable_octets = node->octets->size();
  }
  changed();
  return 0;
}

void ModelFileSystem::describe(NodeId id, struct stat& found) const {
  const Node& node = nodes_[id];
  found = {};
  found.st_dev = node.device;
  found.st_ino = id;
  found.st_nlink = node.links;
  found.st_mode = node.directory ? S_IFDIR | 0700 : S_IFREG | 0600;
  found.st_mtime = moment_;
  if (node.octets) found.st_size = static_cast<off_t>(node.octets->size());
}

int ModelFileSystem::status(int descriptor, struct stat& found) {
  if (fails({Kind::status, descriptor, {}})) return -1;
  const NodeId id = id_of(descriptor);
  if (id == no_node) return refuse(EBADF);
  describe(id, found);
  return 0;
}

int ModelFileSystem::status_of(int directory, const std::string& name, struct stat& found) {
  if (fails({Kind::status_of, directory, name})) return -1;
  const NodeId parent = id_of(directory);
  if (parent == no_node) return refuse(EBADF);
  const NodeId id = meaning(parent, name);
  if (id == no_node) return refuse(ENOENT);
  describe(id, found);
  return 0;
}

// What stands in it cannot be reached any more; whoever has it open may go on with it.
void ModelFileSystem::remove_for_good(const std::string& path) {
  const auto slash = path.rfind('/');
  const NodeId parent = walk(path.substr(0, slash));
  const std::string_view name = std::string_view(path).substr(slash + 1);
  const NodeId directory = parent == no_node ? no_node : meaning(parent, name);
  if (directory == no_node) return;
  --nodes_[directory].links;
  std::erase_if(nodes_[parent].names, [name](const Name& one) { return one.name == name; });
  changed();
}

void ModelFileSystem::close_all() {
  for (std::size_t slot = 0; slot < descriptors_.size(); ++slot) {
    if (descriptors_[slot] != no_node) close(first_descriptor + static_cast<int>(slot));
  }
}

// A close that fails has closed all the same (close(2)).
int ModelFileSystem::close(int descriptor) {
  const bool failing = fails({Kind::close, descriptor, {}});
  const int error = errno;
  Node* node = node_of(descriptor);
  if (node == nullptr) return refuse(EBADF);
  --node->openings;
  --open_;
  if (!node->named && node->openings == 0 && !node->directory) node->octets = {};
  descriptors_[slot_of(descriptor)] = no_node;
  return failing ? refuse(error) : 0;
}

}  // namespace heloport::fuzz
