using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace SolverGrpc.Architecture.Tests;

/// <summary>
/// The types of its own assembly that a type uses. References within an assembly are not type references but definitions,
/// so that every signature and every instruction that carries a token has to be looked at.
/// </summary>
internal sealed class TypeUse(PEReader file, MetadataReader metadata) : ISignatureTypeProvider<bool, bool>
{
    private readonly HashSet<TypeDefinitionHandle> _found = [];

    /// <summary>All of them.</summary>
    public IReadOnlySet<TypeDefinitionHandle> Of(TypeDefinitionHandle handle)
    {
        TypeDefinition type = metadata.GetTypeDefinition(handle);
        Add(type.BaseType);
        foreach (InterfaceImplementationHandle face in type.GetInterfaceImplementations()) Add(metadata.GetInterfaceImplementation(face).Interface);
        foreach (GenericParameterHandle parameter in type.GetGenericParameters()) AddConstraints(parameter);
        foreach (FieldDefinitionHandle field in type.GetFields()) metadata.GetFieldDefinition(field).DecodeSignature(this, false);
        foreach (MethodDefinitionHandle method in type.GetMethods()) AddMethod(metadata.GetMethodDefinition(method));
        return _found;
    }

    private void AddMethod(MethodDefinition method)
    {
        method.DecodeSignature(this, false);
        foreach (GenericParameterHandle parameter in method.GetGenericParameters()) AddConstraints(parameter);
        if (method.RelativeVirtualAddress == 0) return;
        MethodBodyBlock body = file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil) metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(this, false);
        foreach (ExceptionRegion region in body.ExceptionRegions) Add(region.CatchType);
        foreach (int token in IlTokens.Of(body.GetILReader())) Add(MetadataTokens.EntityHandle(token));
    }

    private void AddConstraints(GenericParameterHandle handle)
    {
        foreach (GenericParameterConstraintHandle constraint in metadata.GetGenericParameter(handle).GetConstraints())
            Add(metadata.GetGenericParameterConstraint(constraint).Type);
    }

    private void Add(EntityHandle handle)
    {
        if (handle.IsNil) return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                _found.Add((TypeDefinitionHandle)handle);
                break;
            case HandleKind.TypeSpecification:
                metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, false);
                break;
            case HandleKind.MethodDefinition:
                _found.Add(metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                _found.Add(metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                AddMember(metadata.GetMemberReference((MemberReferenceHandle)handle));
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification method = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Add(method.Method);
                method.DecodeSignature(this, false);
                break;
        }
    }

    private void AddMember(MemberReference member)
    {
        Add(member.Parent);
        if (member.GetKind() == MemberReferenceKind.Method) member.DecodeMethodSignature(this, false);
        else member.DecodeFieldSignature(this, false);
    }

    // Decoding a signature walks through its types; only the definitions are of interest.
    public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => _found.Add(handle);

    public bool GetTypeFromSpecification(MetadataReader reader, bool genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => false;

    public bool GetArrayType(bool elementType, ArrayShape shape) => false;

    public bool GetByReferenceType(bool elementType) => false;

    public bool GetFunctionPointerType(MethodSignature<bool> signature) => false;

    public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => false;

    public bool GetGenericMethodParameter(bool genericContext, int index) => false;

    public bool GetGenericTypeParameter(bool genericContext, int index) => false;

    public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => false;

    public bool GetPinnedType(bool elementType) => false;

    public bool GetPointerType(bool elementType) => false;

    public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => false;

    public bool GetSZArrayType(bool elementType) => false;
}
