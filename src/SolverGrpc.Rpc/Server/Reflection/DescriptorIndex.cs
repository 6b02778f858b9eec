using Google.Protobuf.Reflection;

namespace SolverGrpc.Rpc.Server.Reflection;

/// <summary>Finds files by their names and by what they declare.</summary>
internal sealed class DescriptorIndex
{
    private readonly Dictionary<string, FileDescriptor> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _symbols = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<int, FileDescriptor>> _extensions = new(StringComparer.Ordinal);

    /// <summary>Indexes the files of services and all they depend on.</summary>
    public DescriptorIndex(IEnumerable<ServiceDescriptor> services)
    {
        foreach (var service in services)
            Add(service.File);
    }

    public FileDescriptor? FileByName(string name) => _files.GetValueOrDefault(name);

    public FileDescriptor? FileBySymbol(string fullName) => _symbols.GetValueOrDefault(fullName);

    public FileDescriptor? FileByExtension(string extendedType, int number)
        => _extensions.TryGetValue(extendedType, out var numbers) ? numbers.GetValueOrDefault(number) : null;

    /// <summary>The numbers of all extensions of a message, or nothing when there is no such message.</summary>
    public IEnumerable<int>? ExtensionNumbers(string extendedType)
        => _extensions.TryGetValue(extendedType, out var numbers) ? numbers.Keys : null;

    /// <summary>A file and all it depends on, each once, the file itself first.</summary>
    public static IReadOnlyCollection<FileDescriptor> WithDependencies(FileDescriptor file)
    {
        var all = new List<FileDescriptor> { file };
        for (var i = 0; i < all.Count; i++)
            all.AddRange(all[i].Dependencies.Except(all).ToList());
        return all;
    }

    private void Add(FileDescriptor file)
    {
        if (!_files.TryAdd(file.Name, file))
            return;
        foreach (var dependency in file.Dependencies)
            Add(dependency);
        foreach (var service in file.Services)
        {
            _symbols[service.FullName] = file;
            foreach (var method in service.Methods)
                _symbols[method.FullName] = file;
        }

        foreach (var message in file.MessageTypes)
            Add(message);
        foreach (var @enum in file.EnumTypes)
            Add(@enum);
        foreach (var extension in file.Extensions.UnorderedExtensions)
            Add(extension);
    }

    private void Add(MessageDescriptor message)
    {
        _symbols[message.FullName] = message.File;
        _extensions.TryAdd(message.FullName, []);
        foreach (var field in message.Fields.InDeclarationOrder())
            _symbols[field.FullName] = message.File;
        foreach (var oneof in message.Oneofs)
            _symbols[oneof.FullName] = message.File;
        foreach (var nested in message.NestedTypes)
            Add(nested);
        foreach (var @enum in message.EnumTypes)
            Add(@enum);
        foreach (var extension in message.Extensions.UnorderedExtensions)
            Add(extension);
    }

    private void Add(EnumDescriptor @enum)
    {
        _symbols[@enum.FullName] = @enum.File;

        // Values are declared beside their enum, not in it, as in C++.
        var scope = @enum.FullName[..^@enum.Name.Length];
        foreach (var value in @enum.Values)
            _symbols[scope + value.Name] = @enum.File;
    }

    private void Add(FieldDescriptor extension)
    {
        _symbols[extension.FullName] = extension.File;
        if (!_extensions.TryGetValue(extension.ExtendeeType.FullName, out var numbers))
            _extensions.Add(extension.ExtendeeType.FullName, numbers = []);
        numbers[extension.FieldNumber] = extension.File;
    }
}
