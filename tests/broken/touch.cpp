// See touch.hpp.

#include "touch.hpp"

#include <algorithm>
#include <utility>

namespace heloport::broken {
namespace {

constexpr std::string_view crlf = "\r\n";

class Recorder final : public Spoiler {
 public:
  explicit Recorder(Events& events) : events_(events) {}

  std::string input(SpoiledLink& link, std::string octets) override {
    note(link, Event::Kind::input, octets);
    // Rules see a CR and what the next write begins with together.
    if (cr_) note(link, Event::Kind::input, "\r" + octets);
    cr_ = octets.ends_with('\r');
    return octets;
  }
  void command(SpoiledLink& link, const std::string& line) override {
    note(link, Event::Kind::command, line);
    Spoiler::command(link, line);
  }
  void content(SpoiledLink& link, const std::string& lines) override {
    note_content(link, lines);
    whole_ += lines;
    Spoiler::content(link, lines);
  }
  void end_of_data(SpoiledLink& link) override {
    note(link, Event::Kind::whole_content, std::exchange(whole_, {}) + ".\r\n");
    note(link, Event::Kind::end_of_data, "");
    Spoiler::end_of_data(link);
  }
  void chunk(SpoiledLink& link, const std::string& line, const std::string& octets) override {
    note(link, Event::Kind::command, line);
    note_content(link, octets);
    note(link, Event::Kind::whole_content, octets);
    if (line.size() > 8 && line.find(' ', 5) != std::string::npos) {
      note(link, Event::Kind::end_of_data, "");
    }
    Spoiler::chunk(link, line, octets);
  }
  std::string saying(SpoiledLink& link, std::string replies) override {
    each(replies, [&](const std::string& line) { note(link, Event::Kind::said, line); });
    return replies;
  }

 private:
  void note_content(SpoiledLink& link, const std::string& lines) {
    each(lines, [&](const std::string& line) { note(link, Event::Kind::content, line); });
  }
  void note(const SpoiledLink& link, Event::Kind kind, const std::string& text) {
    events_.insert({kind, link.phase(), link.inside_tls(), text});
  }
  template <class Use>
  static void each(const std::string& text, Use use) {
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find(crlf, begin);
      const std::size_t next = end == std::string::npos ? text.size() : end + crlf.size();
      use(text.substr(begin, next - begin));
      begin = next;
    }
  }

  Events& events_;
  bool cr_ = false;    // the last write ended with one
  std::string whole_;  // the content so far
};

}  // namespace

std::unique_ptr<Spoiler> recorder(Events& events) {
  return std::make_unique<Recorder>(events);
}

Touch::Touch(const Fault& fault) : fault_(fault) {}

bool Touch::always() const {
  return !fault_.has_rules() || !fault_.greetings.empty();
}

bool Touch::operator()(const Event& event) const {
  switch (event.kind) {
    case Event::Kind::input:
      return std::any_of(fault_.inputs.begin(), fault_.inputs.end(), [&](const InputRule& rule) {
        return rule.substitution.in_octets(event.text, rule.unless) != event.text;
      });
    case Event::Kind::content:
      return event.phase == Phase::data && rule_fits(event);
    case Event::Kind::whole_content:
      return changed_content(fault_, event.text) != event.text;
    case Event::Kind::command:
      return rule_fits(event);
    case Event::Kind::end_of_data:
      return !fault_.ends_of_data.empty();
    case Event::Kind::said:
      return std::any_of(fault_.replies.begin(), fault_.replies.end(),
                         [&](const Substitution& rule) { return rule.fits(event.text); });
  }
  return true;
}

bool Touch::rule_fits(const Event& event) const {
  return std::any_of(fault_.commands.begin(), fault_.commands.end(), [&](const CommandRule& rule) {
    return rule.place.holds(event.phase, event.inside_tls) && rule.pattern.fits(event.text);
  });
}

}  // namespace heloport::broken
