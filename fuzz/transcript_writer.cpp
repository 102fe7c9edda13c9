// A scenario as a transcript. See script_transcript.hpp.

#include "conformance/recorder.hpp"
#include "fuzz/script_transcript.hpp"

namespace heloport::fuzz {
namespace {

/// Tells a recorder what a player sees.
class Scribe final : public Listener {
 public:
  explicit Scribe(conformance::RecordingHead head) : recorder_(std::move(head)) {}
  std::string text() const { return recorder_.text(); }

  void event(const engine::ServerEvent& event) override { recorder_.event(event); }
  void accepted(std::string_view detail, bool lines) override {
    lines ? recorder_.accepted_lines(detail) : recorder_.accepted(detail);
  }
  void line_text(std::string_view text) override { recorder_.line_text(text); }
  void rejected(const engine::Reply& reply) override { recorder_.rejected(reply); }
  void answered(const engine::Reply& reply) override { recorder_.answered(reply); }
  void challenged(std::string_view octets) override { recorder_.challenged(octets); }
  void tls_started() override { recorder_.tls_started(false); }
  void advanced(engine::Time by) override { recorder_.clock_advanced(by); }
  void wrote(std::string_view octets) override { recorder_.client_wrote(octets); }
  void ended() override { recorder_.client_ended(); }
  void said(std::string_view octets) override { recorder_.server_said(octets); }

  void acted(const Act& act) override {
    if (act.kind == Act::Kind::stop_idle) recorder_.stopped(false);
    if (act.kind == Act::Kind::stop_now) recorder_.stopped(true);
    if (act.kind == Act::Kind::reading_off) recorder_.reading(false);
    if (act.kind == Act::Kind::reading_on) recorder_.reading(true);
  }

 private:
  conformance::Recorder recorder_;
};

void add_equipment(const engine::ServerOptions& options, std::vector<std::string>& lines) {
  std::string provided;
  std::string off;
  for (const engine::Extension& extension : engine::all_extensions()) {
    const std::string keyword(extension.keyword);
    if (options.provided.has(extension.id)) provided += ' ' + keyword;
    if (options.switched_off.has(extension.id)) off += ' ' + keyword;
  }
  std::string names;
  for (const engine::Mechanism& mechanism : engine::mechanisms) {
    if (options.mechanisms.has(mechanism.id)) names += ' ' + std::string(mechanism.name);
  }
  if (!provided.empty()) lines.push_back("provide" + provided);
  if (!off.empty()) lines.push_back("off" + off);
  if (!names.empty()) lines.push_back("mechanisms" + names);
}

}  // namespace

std::vector<std::string> settings_of(const Scenario& scenario) {
  const engine::ServerOptions& options = scenario.options;
  std::vector<std::string> lines;
  if (options.dialect != &engine::standard) {
    lines.push_back("dialect " + std::string(options.dialect->name));
  }
  const auto flag = [&](bool on, const char* line) {
    if (on) lines.emplace_back(line);
  };
  flag(scenario.peer.may_list, "local");
  flag(scenario.peer.trusted, "trusted");
  flag(options.protocol == engine::Protocol::lmtp, "lmtp");
  flag(scenario.tls_from_the_start, "tls");
  add_equipment(options, lines);
  flag(options.tls_required, "require tls");
  flag(options.auth_required, "require auth");
  flag(options.line_endings == engine::LineEndings::normalise, "line-endings normalise");
  const engine::Limits usual;
  for (const ScriptLimit& limit : script_limits()) {
    const std::uint64_t value = limit.value(options.limits);
    if (value == limit.value(usual)) continue;
    lines.push_back("limit " + std::string(limit.name) + ' ' + std::to_string(value));
  }
  return lines;
}

std::string transcript_of(const Scenario& scenario, std::string_view claim) {
  Scribe scribe({.claim = std::string(claim),
                 .settings = settings_of(scenario),
                 .octets_max = std::size_t{16} << 20,
                 .tells_all = true});
  Trace trace;
  play(scenario, {}, {.listener = &scribe}, trace);
  return scribe.text();
}

}  // namespace heloport::fuzz
