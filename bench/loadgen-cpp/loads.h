// Loads over the official C++ library: calls of a unary method, and messages of a stream.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <queue>
#include <string>
#include <utility>

#include "load.h"

template <typename Request, typename Response>
class UnaryLoad : public Load {
 public:
  using Start = std::function<void(grpc::ClientContext*, const Request*, Response*, std::function<void(grpc::Status)>)>;

  // `verify` throws if an answer is wrong.
  UnaryLoad(Start start, Request request, std::function<void(const Response&)> verify)
      : start_(std::move(start)), request_(std::move(request)), verify_(std::move(verify)) {}

  void Send(int number) override {
    auto call = std::make_shared<Call>();
    start_(&call->context, &request_, &call->response, [this, number, call](const grpc::Status& status) {
      try {
        if (!status.ok()) throw std::runtime_error(status.error_message());
        verify_(call->response);
        Answered(number);
      } catch (const std::exception& wrong) {
        Failed(wrong.what());
      }
    });
  }

 private:
  struct Call {
    grpc::ClientContext context;
    Response response;
  };

  Start start_;
  Request request_;
  std::function<void(const Response&)> verify_;
};

template <typename Request, typename Response>
class StreamLoad : public Load, private grpc::ClientBidiReactor<Request, Response> {
 public:
  using Start = std::function<void(grpc::ClientContext*, grpc::ClientBidiReactor<Request, Response>*)>;

  // `message` makes the message of a number, `verify` returns the number that a message answers and throws if it is wrong.
  StreamLoad(Start start, std::function<Request(int)> message, std::function<int(const Response&)> verify)
      : message_(std::move(message)), verify_(std::move(verify)) {
    start(&context_, this);
    this->StartRead(&response_);
    this->AddHold();
    this->StartCall();
  }

  ~StreamLoad() override {
    this->StartWritesDone();
    this->RemoveHold();
    done_.get_future().wait();
  }

  void Send(int number) override {
    std::lock_guard lock(gate_);
    waiting_.push(message_(number));
    if (waiting_.size() == 1) this->StartWrite(&waiting_.front());
  }

 private:
  void OnWriteDone(bool ok) override {
    if (!ok) return;
    std::lock_guard lock(gate_);
    waiting_.pop();
    if (!waiting_.empty()) this->StartWrite(&waiting_.front());
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    try {
      const int number = verify_(response_);
      this->StartRead(&response_);
      Answered(number);
    } catch (const std::exception& wrong) {
      Failed(wrong.what());
    }
  }

  void OnDone(const grpc::Status& status) override {
    if (!status.ok()) Failed(status.error_message());
    done_.set_value();
  }

  std::function<Request(int)> message_;
  std::function<int(const Response&)> verify_;
  grpc::ClientContext context_;
  Response response_;
  std::mutex gate_;
  std::queue<Request> waiting_;
  std::promise<void> done_;
};
