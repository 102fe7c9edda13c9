#pragma once
// What a power cut leaves of a model file system.

#include "fuzz/storage/choices.hpp"
#include "fuzz/storage/model_file_system.hpp"

namespace heloport::fuzz {

inline constexpr std::size_t sector_octets = 512;  // what a disk writes whole
inline constexpr std::size_t block_octets = 4096;  // what a file system writes at once

/// The disk after a crash now, as the choices want it. Of each name whose directory was not synced
/// since: any of its meanings since then, on its own. Of a file with octets that were not synced:
/// any size at the end of a block between what is durable and what was written; up to it each block
/// written, still zeros (the size came before the data), or torn: the sectors of its first half
/// written and the others not. A file whose tail is at most a block is torn at each sector alone;
/// in one with a tail of many blocks several of them share a fate. What no name leads to is not
/// asked about: nobody can see it.
Disk crash(const ModelFileSystem& files, Choices& choices);

/// The disk after an orderly stop: nothing is lost.
Disk shutdown(const ModelFileSystem& files);

}  // namespace heloport::fuzz
