// The cases; each throws what was expected and what came.
#pragma once

#include "checks.h"

// unary.cc
void EmptyUnary(Client& client);
void LargeUnary(Client& client);
void ClientCompressedUnary(Client& client);
void ServerCompressedUnary(Client& client);

// streaming.cc
void ClientStreaming(Client& client);
void ClientCompressedStreaming(Client& client);
void ServerStreaming(Client& client);
void ServerCompressedStreaming(Client& client);
void PingPong(Client& client);
void HalfDuplex(Client& client);
void SlowConsumer(Client& client);
void EmptyStream(Client& client);

// status.cc
void CustomMetadata(Client& client);
void StatusCodeAndMessage(Client& client);
void SpecialStatusMessage(Client& client);
void CallUnimplementedMethod(Client& client);
void CallUnimplementedService(Client& client);
void CancelAfterBegin(Client& client);
void CancelAfterFirstResponse(Client& client);
void TimeoutOnSleepingServer(Client& client);
