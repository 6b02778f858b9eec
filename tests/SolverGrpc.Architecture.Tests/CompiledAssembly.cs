using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace SolverGrpc.Architecture.Tests;

/// <summary>What a compiled assembly refers to, read from its metadata and its IL.</summary>
internal sealed class CompiledAssembly : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;

    public CompiledAssembly(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        _metadata = _file.GetMetadataReader();
    }

    /// <summary>Names of the assemblies it refers to.</summary>
    public IEnumerable<string> References => _metadata.AssemblyReferences
        .Select(handle => _metadata.GetString(_metadata.GetAssemblyReference(handle).Name));

    /// <summary>Full names of the types of other assemblies that it uses.</summary>
    public IEnumerable<string> ForeignTypes => _metadata.TypeReferences.Select(Name);

    /// <summary>Members of other assemblies that it uses, as "Namespace.Type.Member".</summary>
    public IEnumerable<string> ForeignMembers
    {
        get
        {
            foreach (MemberReferenceHandle handle in _metadata.MemberReferences)
            {
                MemberReference member = _metadata.GetMemberReference(handle);
                if (member.Parent.Kind == HandleKind.TypeReference)
                    yield return $"{Name((TypeReferenceHandle)member.Parent)}.{_metadata.GetString(member.Name)}";
            }
        }
    }

    /// <summary>Every pair of own types of which the first uses the second anywhere: base, signature, field, local, instruction.</summary>
    public IEnumerable<(OwnType User, OwnType Used)> Uses
    {
        get
        {
            foreach (TypeDefinitionHandle handle in _metadata.TypeDefinitions)
            {
                OwnType user = Outermost(handle);
                foreach (TypeDefinitionHandle used in new TypeUse(_file, _metadata).Of(handle))
                    if (Outermost(used) != user) yield return (user, Outermost(used));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // a nested type, closures included, belongs to the type around it
    private OwnType Outermost(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil) type = _metadata.GetTypeDefinition(type.GetDeclaringType());
        return new(_metadata.GetString(type.Namespace), _metadata.GetString(type.Name));
    }

    private string Name(TypeReferenceHandle handle)
    {
        TypeReference type = _metadata.GetTypeReference(handle);
        string name = _metadata.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{Name((TypeReferenceHandle)type.ResolutionScope)}.{name}"
            : $"{_metadata.GetString(type.Namespace)}.{name}";
    }
}

/// <summary>A type of the assembly under test.</summary>
internal readonly record struct OwnType(string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}.{Name}";
}
