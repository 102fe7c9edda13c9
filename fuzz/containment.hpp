#pragma once
// Whatever an address or a subject says, it names one thing beneath the root (oracle O15).

#include <string>
#include <string_view>

#include "fuzz/complaint.hpp"
#include "mailbox/store.hpp"

namespace heloport::fuzz {

/// `name` is one component of a path: not empty, at most 255 octets, no slash, no control octet,
/// and it does not begin with a dot.
Complaint is_one_component(std::string_view name);

/// `root/name`, looked at as a kernel walks it, is beneath the root.
Complaint stays_inside(std::string_view root, std::string_view name);

/// The name that the rules in mailbox/store.hpp give the address, written octet by octet; empty
/// when they give none.
std::string reference_mailbox_name(const mailbox::Address& address);

/// `name` is the reference's, and the address can be read from it again: no two addresses share
/// one.
Complaint names_its_address(std::string_view name, const mailbox::Address& address);

/// A Mailbox that means the address: local part in quotes. Only for a local part that can be
/// quoted.
std::string spelled(const mailbox::Address& address);

}  // namespace heloport::fuzz
