using System.Buffers;

namespace SolverGrpc.Rpc.Server;

/// <summary>Answers a unary call.</summary>
/// <typeparam name="TRequest">The request message.</typeparam>
/// <typeparam name="TResponse">The response message.</typeparam>
/// <param name="request">The request.</param>
/// <param name="context">The call.</param>
/// <returns>The response; not sent when <see cref="ServerCallContext.Status"/> is not OK.</returns>
public delegate Task<TResponse> UnaryServerMethod<in TRequest, TResponse>(TRequest request, ServerCallContext context);

/// <summary>Answers a client streaming call.</summary>
/// <typeparam name="TRequest">The request message.</typeparam>
/// <typeparam name="TResponse">The response message.</typeparam>
/// <param name="requestStream">The requests.</param>
/// <param name="context">The call.</param>
/// <returns>The response; not sent when <see cref="ServerCallContext.Status"/> is not OK.</returns>
public delegate Task<TResponse> ClientStreamingServerMethod<in TRequest, TResponse>(
    IAsyncStreamReader<TRequest> requestStream, ServerCallContext context);

/// <summary>Answers a server streaming call.</summary>
/// <typeparam name="TRequest">The request message.</typeparam>
/// <typeparam name="TResponse">The response message.</typeparam>
/// <param name="request">The request.</param>
/// <param name="responseStream">Takes the responses.</param>
/// <param name="context">The call.</param>
/// <returns>Ends with the call.</returns>
public delegate Task ServerStreamingServerMethod<in TRequest, out TResponse>(
    TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context);

/// <summary>Answers a duplex streaming call.</summary>
/// <typeparam name="TRequest">The request message.</typeparam>
/// <typeparam name="TResponse">The response message.</typeparam>
/// <param name="requestStream">The requests.</param>
/// <param name="responseStream">Takes the responses.</param>
/// <param name="context">The call.</param>
/// <returns>Ends with the call.</returns>
public delegate Task DuplexStreamingServerMethod<in TRequest, out TResponse>(
    IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context);

/// <summary>Answers a unary call on the bytes of the messages, without generated messages in between.</summary>
/// <param name="request">The serialised request, where it lies; valid until the returned task ends.</param>
/// <param name="response">Takes the serialised response; not sent when <see cref="ServerCallContext.Status"/> is not OK.</param>
/// <param name="context">The call.</param>
/// <returns>Ends when the response is written.</returns>
public delegate ValueTask RawUnaryServerMethod(ReadOnlySequence<byte> request, IBufferWriter<byte> response, ServerCallContext context);

/// <summary>Answers a duplex streaming call on the bytes of the messages, without generated messages in between.</summary>
/// <param name="requestStream">The serialised requests.</param>
/// <param name="responseStream">Takes the serialised responses.</param>
/// <param name="context">The call.</param>
/// <returns>Ends with the call.</returns>
public delegate Task RawDuplexStreamingServerMethod(
    IRawStreamReader requestStream, IRawStreamWriter responseStream, ServerCallContext context);
