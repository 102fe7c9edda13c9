// parse_proxy_line(): version 1 of the PROXY protocol. Version 2 is in proxy_header.cpp.

#include "grammar/proxy_header.hpp"

#include "grammar/ip_octets.hpp"
#include "grammar/view.hpp"

namespace heloport::grammar {
namespace {

%%{
  machine proxy_line_parser;
  include proxy_v1 "abnf/proxy_v1.rl";
  getkey static_cast<unsigned char>(*p);

  action mark             { mark = p; }
  action take_source      { line.source = view(mark, p); }
  action take_target      { line.target = view(mark, p); }
  action take_source_port { line.source_port = view(mark, p); }
  action take_target_port { line.target_port = view(mark, p); }
  action done             { line.octets = p + 1 - octets.data(); fbreak; }

  # proxy_line again, with its parts taken.
  ends4 = SP ipv4_address >mark %take_source SP ipv4_address >mark %take_target;
  ends6 = SP ipv6_address >mark %take_source SP ipv6_address >mark %take_target;
  ports = SP port >mark %take_source_port SP port >mark %take_target_port;

  main := "PROXY" SP (("TCP4" ends4 | "TCP6" ends6) ports | unknown) CRLF @done;
}%%

%% write data nofinal noentry;

constexpr std::string_view opening = "PROXY ";

struct Line {
  std::size_t octets = 0;   // 0: it did not end
  std::string_view source;  // empty: UNKNOWN
  std::string_view target;
  std::string_view source_port;
  std::string_view target_port;
};

// The machine has checked both.
ProxyEndpoint endpoint(std::string_view ip, std::string_view port) {
  if (ip.find(':') == ip.npos) {
    return {ProxyEndpoint::Family::ipv4, ipv4_octets(ip), decimal_number(port)};
  }
  return {ProxyEndpoint::Family::ipv6, ipv6_octets(ip), decimal_number(port)};
}

ProxyHeader header_of(const Line& line) {
  if (line.source.empty()) return {ProxyKind::unknown, line.octets, {}, {}};
  return {ProxyKind::proxied, line.octets, endpoint(line.source, line.source_port),
          endpoint(line.target, line.target_port)};
}

}  // namespace

ProxyReading parse_proxy_line(std::string_view octets) {
  octets = octets.substr(0, proxy_line_octets_max);
  Line line;
  const char* p = octets.data();
  const char* const pe = p + octets.size();
  const char* mark = p;
  int cs = 0;
  %% write init;
  %% write exec;
  if (line.octets > 0) return header_of(line);
  if (cs == proxy_line_parser_error) {
    return view(octets.data(), p).size() < opening.size() ? ProxyFault::no_header
                                                          : ProxyFault::malformed;
  }
  if (octets.size() == proxy_line_octets_max) return ProxyFault::too_long;
  return ProxyNeedsMore{};
}

}  // namespace heloport::grammar
