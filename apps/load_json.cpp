// A load as JSON. Beside check_json.cpp the only file that knows the library of JSON.
#include "apps/load_json.hpp"

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "apps/terminal_text.hpp"

namespace heloport::apps {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view format_name = "heloport-load";
constexpr std::uint64_t format_version = 1;

double microseconds(std::uint64_t nanoseconds) {
  return static_cast<double>(nanoseconds) / 1000;
}

double seconds(LoadTime time) {
  return std::chrono::duration<double>(time).count();
}

Json workload_json(const LoadOptions& options) {
  return {{"sessions", options.sessions},
          {"message_octets", options.message_octets},
          {"recipients", options.recipients},
          {"messages_per_session", options.session_mails},
          {"pipelining", options.pipelining},
          {"ahead", options.pipelining ? options.ahead : 0},
          {"bdat", options.bdat},
          {"lmtp", options.lmtp},
          {"tls", options.tls},
          {"login", !options.user.empty()},
          {"rate", options.messages_per_second},
          {"duration_s", options.duration_seconds}};
}

Json latency_json(const LatencyHistogram& latencies) {
  return {{"min", microseconds(latencies.min())},
          {"mean", latencies.mean() / 1000},
          {"p50", microseconds(latencies.percentile(50))},
          {"p90", microseconds(latencies.percentile(90))},
          {"p99", microseconds(latencies.percentile(99))},
          {"p99.9", microseconds(latencies.percentile(99.9))},
          {"max", microseconds(latencies.max())}};
}

Json cpu_json(const LoadResult& result) {
  Json json{{"generator", cpu_per_message(result, result.own_cpu)}, {"server", nullptr}};
  if (result.server_cpu) json["server"] = cpu_per_message(result, *result.server_cpu);
  return json;
}

Json interrupted_json(const LoadResult& result) {
  if (!result.interruption) return nullptr;
  return std::string(result.interruption->signal);
}

Json histogram_json(const LatencyHistogram& latencies) {
  Json parts = Json::array();
  for (const LatencyHistogram::Part& part : latencies.parts()) {
    parts.push_back({microseconds(part.low), microseconds(part.high), part.count});
  }
  return parts;
}

Json spans_json(const LoadRecord& record) {
  Json spans = Json::array();
  for (std::size_t i = 0; i < record.spans().size(); ++i) {
    const LatencyHistogram& latencies = record.spans()[i].latencies;
    spans.push_back({{"from_s", seconds(record.span_width() * static_cast<LoadTime::rep>(i))},
                     {"messages", latencies.count()},
                     {"p50_us", microseconds(latencies.percentile(50))},
                     {"p99_us", microseconds(latencies.percentile(99))},
                     {"max_us", microseconds(latencies.max())}});
  }
  return spans;
}

}  // namespace

std::string load_json_of(const LoadResult& result, std::string_view written_by) {
  const LatencyHistogram& latencies = result.record.latencies();
  const Json json{{"format", format_name},
                  {"version", format_version},
                  {"written_by", terminal_text(written_by)},
                  {"date", result.date},
                  {"machine", terminal_text(result.machine)},
                  {"server", terminal_text(server_name(result.options))},
                  {"command", command_text(result.options)},
                  {"workload", workload_json(result.options)},
                  {"messages", latencies.count()},
                  {"overdue", result.overdue},
                  {"interrupted", interrupted_json(result)},
                  {"unanswered", result.interruption ? result.interruption->unanswered : 0},
                  {"connections", result.connects},
                  {"seconds", seconds(result.record.elapsed())},
                  {"messages_per_second", messages_per_second(result)},
                  {"content_octets_per_second", octets_per_second(result)},
                  {"latency_us", latency_json(latencies)},
                  {"cpu_us_per_message", cpu_json(result)},
                  {"generator_busy", generator_busy(result)},
                  {"histogram_us", histogram_json(latencies)},
                  {"span_s", seconds(result.record.span_width())},
                  {"spans", spans_json(result.record)}};
  return json.dump(1) + "\n";
}

}  // namespace heloport::apps
