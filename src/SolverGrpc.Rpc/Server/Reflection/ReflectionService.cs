using Google.Protobuf;
using Google.Protobuf.Reflection;
using SolverGrpc.Rpc.Protos.Reflection.V1;
using V1Alpha = SolverGrpc.Rpc.Protos.Reflection.V1Alpha;

namespace SolverGrpc.Rpc.Server.Reflection;

/// <summary>
/// <c>grpc.reflection.v1.ServerReflection</c> and its elder twin <c>v1alpha</c>, which older tools ask for: what the server serves, from
/// the generated descriptors. What is not found is said inside the stream; the call goes on.
/// </summary>
public sealed class ReflectionService
{
    private static readonly ServiceDescriptor V1Service = ReflectionReflection.Descriptor.Services[0];
    private static readonly ServiceDescriptor V1AlphaService = V1Alpha.ReflectionReflection.Descriptor.Services[0];

    private readonly List<ServiceDescriptor> _services;
    private readonly DescriptorIndex _index;

    /// <summary>Tells of services, and of itself.</summary>
    /// <param name="services">The services a server serves.</param>
    public ReflectionService(params IEnumerable<ServiceDescriptor> services)
    {
        ArgumentNullException.ThrowIfNull(services);
        _services = [.. services, V1Service, V1AlphaService];
        _index = new DescriptorIndex(_services);
    }

    /// <summary>The two services for a <see cref="GrpcServer"/>.</summary>
    /// <returns>The bound services.</returns>
    public IReadOnlyList<ServerServiceDefinition> Bind() =>
    [
        ServerServiceDefinition.CreateBuilder(V1Service)
            .AddDuplexStreaming<ServerReflectionRequest, ServerReflectionResponse>(
                "ServerReflectionInfo", (requests, responses, context) => AnswerAllAsync(requests, responses, Answer, context))
            .Build(),
        ServerServiceDefinition.CreateBuilder(V1AlphaService)
            .AddDuplexStreaming<V1Alpha.ServerReflectionRequest, V1Alpha.ServerReflectionResponse>(
                "ServerReflectionInfo", (requests, responses, context) => AnswerAllAsync(requests, responses, AnswerAlpha, context))
            .Build(),
    ];

    private static async Task AnswerAllAsync<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, Func<TRequest, TResponse> answer, ServerCallContext context)
    {
        await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
            await responses.WriteAsync(answer(request));
    }

    // The twins differ in their package alone, so that their bytes are the same.
    private V1Alpha.ServerReflectionResponse AnswerAlpha(V1Alpha.ServerReflectionRequest request)
        => V1Alpha.ServerReflectionResponse.Parser.ParseFrom(
            Answer(ServerReflectionRequest.Parser.ParseFrom(request.ToByteString())).ToByteString());

    private ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                response.ListServicesResponse = new ListServiceResponse
                {
                    Service = { _services.Select(s => new ServiceResponse { Name = s.FullName }).OrderBy(s => s.Name, StringComparer.Ordinal) },
                };
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileByFilename:
                AnswerFile(response, _index.FileByName(request.FileByFilename), request.FileByFilename);
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol:
                AnswerFile(response, _index.FileBySymbol(request.FileContainingSymbol), request.FileContainingSymbol);
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension:
                var (type, number) = (request.FileContainingExtension.ContainingType, request.FileContainingExtension.ExtensionNumber);
                AnswerFile(response, _index.FileByExtension(type, number), $"{type}:{number}");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType:
                AnswerNumbers(response, request.AllExtensionNumbersOfType);
                break;
            default:
                response.ErrorResponse = Error(StatusCode.InvalidArgument, "The request asks nothing.");
                break;
        }

        return response;
    }

    private static void AnswerFile(ServerReflectionResponse response, FileDescriptor? file, string name)
    {
        if (file is null)
            response.ErrorResponse = Error(StatusCode.NotFound, $"'{name}' is not known.");
        else
            response.FileDescriptorResponse = new FileDescriptorResponse
            {
                FileDescriptorProto = { DescriptorIndex.WithDependencies(file).Select(f => f.SerializedData) },
            };
    }

    private void AnswerNumbers(ServerReflectionResponse response, string type)
    {
        if (_index.ExtensionNumbers(type) is not { } numbers)
            response.ErrorResponse = Error(StatusCode.NotFound, $"'{type}' is not known.");
        else
            response.AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = type, ExtensionNumber = { numbers } };
    }

    private static ErrorResponse Error(StatusCode code, string message) => new() { ErrorCode = (int)code, ErrorMessage = message };
}
