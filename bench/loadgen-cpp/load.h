// A load that is driven at a fixed rate; latency counts from the moment at which a message should have been sent.
#pragma once

#include <sys/prctl.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

// Exchanges of one kind with one server.
class Load {
 public:
  virtual ~Load() = default;

  // Sends rate x seconds messages, waits for all answers and appends their latencies in nanoseconds. Returns answers per second.
  double Run(double rate, double seconds, std::vector<int64_t>* latencies) {
    const int count = std::max(1, static_cast<int>(rate * seconds));
    {
      std::lock_guard lock(gate_);
      taken_.assign(count, 0);
      left_ = count;
      gap_ = 1e9 / rate;
      first_ = Now() + 1'000'000;
    }
    prctl(PR_SET_TIMERSLACK, 1);
    for (int number = 0; number < count; ++number) {
      WaitUntil(Due(number));
      Send(number);
    }
    std::unique_lock lock(gate_);
    const bool ended = changed_.wait_for(lock, std::chrono::seconds(30), [this] { return left_ == 0 || !wrong_.empty(); });
    if (!ended || !wrong_.empty()) throw std::runtime_error(ended ? wrong_ : "answers are missing");
    latencies->insert(latencies->end(), taken_.begin(), taken_.end());
    return count * 1e9 / (Now() - first_);
  }

 protected:
  // Sends a message and does not wait.
  virtual void Send(int number) = 0;

  // A message was answered rightly; on any thread.
  void Answered(int number) {
    const int64_t now = Now();
    std::lock_guard lock(gate_);
    taken_[number] = now - Due(number);
    if (--left_ == 0) changed_.notify_all();
  }

  // An answer was wrong, or did not come.
  void Failed(const std::string& why) {
    std::lock_guard lock(gate_);
    wrong_ = why;
    changed_.notify_all();
  }

 private:
  int64_t Due(int number) const { return first_ + static_cast<int64_t>(number * gap_); }

  static int64_t Now() {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
  }

  static void WaitUntil(int64_t point) {
    const timespec until{point / 1'000'000'000, point % 1'000'000'000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) != 0) {
    }
  }

  std::mutex gate_;
  std::condition_variable changed_;
  std::vector<int64_t> taken_;
  std::string wrong_;
  int64_t first_ = 0;
  double gap_ = 0;
  int left_ = 0;
};
