import COsip
import Glibc
import SIP

/// What osip found, held against the grammar that it does not check.
extension OsipHead {
    /// A C string outside a URI, as it was written, if all its bytes are in the set and there is at least one.
    private func text(_ pointer: UnsafePointer<CChar>, in set: ByteSet) -> String? {
        let bytes = unsafe Self.bytes(pointer)
        guard !bytes.isEmpty else { return nil }
        if hasEscapes, unsafe bytes.contains(0x25) {
            let single = unsafe Self.undoubled(bytes)
            return set.containsAll(single) ? String(decoding: single, as: UTF8.self) : nil
        }
        guard unsafe set.holdsAll(bytes.span) else { return nil }
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    /// ``text(_:in:)`` in small letters, which nearly all names come in.
    private func lowercased(_ pointer: UnsafePointer<CChar>, in set: ByteSet) -> String? {
        guard let text = unsafe text(pointer, in: set) else { return nil }
        let bytes = unsafe Self.bytes(pointer).span
        for index in bytes.indices where bytes[index] >= 0x41 && bytes[index] <= 0x5A { return text.asciiLowercased }
        return text
    }

    /// A C string outside a URI, as it was written.
    private func text(_ pointer: UnsafePointer<CChar>) -> String {
        let bytes = unsafe Self.bytes(pointer)
        if hasEscapes, unsafe bytes.contains(0x25) {
            return unsafe String(decoding: Self.undoubled(bytes), as: UTF8.self)
        }
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    /// The bytes with each `%25` a `%` again.
    private static func undoubled(_ bytes: UnsafeBufferPointer<UInt8>) -> ArraySlice<UInt8> {
        var single: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let byte = unsafe bytes[index]
            single.append(byte)
            index += byte == 0x25 ? 3 : 1
        }
        return single[...]
    }

    private static func bytes(_ pointer: UnsafePointer<CChar>) -> UnsafeBufferPointer<UInt8> {
        let count = unsafe strlen(pointer)
        return unsafe UnsafeBufferPointer(
            start: UnsafeRawPointer(pointer).assumingMemoryBound(to: UInt8.self), count: count)
    }

    /// A part of a URI without its escapes; `nil` for a null pointer.
    private func unescaped(
        _ pointer: UnsafePointer<CChar>?, _ allowed: ByteSet, _ code: WireError.Code
    ) throws(Fault) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        let bytes = unsafe Self.bytes(pointer)
        if unsafe allowed.holdsAll(bytes.span) { return unsafe String(decoding: bytes, as: UTF8.self) }
        guard let text = unsafe URIEscape.decode(Array(bytes)[...], allowed: allowed) else { throw Fault(code) }
        return text
    }

    /// A URI.
    func uri(_ pointer: UnsafeMutablePointer<osip_uri_t>?, _ code: WireError.Code) throws(Fault) -> SIPURI {
        guard let raw = unsafe pointer?.pointee, let written = unsafe raw.scheme else { throw Fault(code) }
        let scheme = unsafe text(written).asciiLowercased
        guard scheme == "sip" || scheme == "sips" else {
            guard let string = unsafe raw.string, let opaque = unsafe text(string, in: .opaque),
                ByteSet.scheme.containsAll(scheme)
            else { throw Fault(code) }
            return SIPURI(scheme: scheme, host: "", opaque: opaque)
        }
        let user = try unsafe unescaped(raw.username, .user, code)
        if let user, user.isEmpty { throw Fault(code) }
        let parameters = try unsafe OsipList(raw.url_params, of: osip_uri_param_t.self).map {
            parameter throws(Fault) in
            guard let name = try unsafe unescaped(parameter.pointee.gname, .uriParameter, code), !name.isEmpty
            else { throw Fault(code) }
            let value = try unsafe unescaped(parameter.pointee.gvalue, .uriParameter, code)
            return Parameters.Parameter(name.asciiLowercased, value)
        }
        return try unsafe SIPURI(
            scheme: scheme, user: user, password: unescaped(raw.password, .password, code),
            host: host(raw.host, code).asciiLowercased, port: port(raw.port, code),
            parameters: Parameters(parameters), headers: headers(raw.url_headers, code))
    }

    /// The part of a URI behind `?`, put together again.
    private func headers(_ list: osip_list_t, _ code: WireError.Code) throws(Fault) -> String? {
        guard unsafe list.nb_elt > 0 else { return nil }
        let parts = try unsafe OsipList(list, of: osip_uri_header_t.self).map { header throws(Fault) in
            guard let name = unsafe header.pointee.gname else { throw Fault(code) }
            let value = unsafe header.pointee.gvalue.map { unsafe String(cString: $0) } ?? ""
            return unsafe String(cString: name) + "=" + value
        }
        guard !parts.isEmpty else { return nil }
        let text = parts.joined(separator: "&")
        guard ByteSet.uriHeaders.containsAll(text) else { throw Fault(code) }
        return text
    }

    private func host(_ pointer: UnsafePointer<CChar>?, _ code: WireError.Code) throws(Fault) -> String {
        guard let pointer = unsafe pointer else { throw Fault(code) }
        if let name = unsafe text(pointer, in: .hostName) { return name }
        guard let address = unsafe text(pointer, in: .ipv6), address.utf8.contains(0x3A) else { throw Fault(code) }
        return address
    }

    private func port(_ pointer: UnsafePointer<CChar>?, _ code: WireError.Code) throws(Fault) -> UInt16? {
        guard let pointer = unsafe pointer else { return nil }
        var port = 0
        let digits = unsafe Self.bytes(pointer).span
        for index in digits.indices {
            let digit = digits[index]
            guard ByteSet.digits.holds(digit) else { throw Fault(code) }
            port = port * 10 + Int(digit - 0x30)
            guard port <= UInt16.max else { throw Fault(code) }
        }
        // No digit at all is 0 too.
        guard port > 0 else { throw Fault(code) }
        return UInt16(port)
    }

    /// An address with its parameters; From, To, Contact and Route are one type in osip.
    func address(_ pointer: UnsafeMutablePointer<osip_from_t>, _ code: WireError.Code) throws(Fault) -> NameAddress {
        let raw = unsafe pointer.pointee
        let name = try unsafe displayName(raw.displayname, code)
        return try unsafe NameAddress(
            displayName: name, uri: uri(raw.url, code), parameters: parameters(raw.gen_params, code))
    }

    private func displayName(_ pointer: UnsafePointer<CChar>?, _ code: WireError.Code) throws(Fault) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        let name = unsafe text(pointer).trimmingSpace
        guard !name.isEmpty else { return nil }
        if name.utf8.first == 0x22 {
            guard let unquoted = name.unquoted else { throw Fault(code) }
            return unquoted
        }
        // RFC 4475 §3.1.2.15: an unquoted comma is no name but two values.
        for byte in name.utf8 where byte == 0x22 || byte == 0x2C || byte == 0x3B || byte == 0x3C || byte == 0x3E {
            throw Fault(code)
        }
        return name
    }

    /// One Via value.
    func via(_ pointer: UnsafeMutablePointer<osip_via_t>) throws(Fault) -> Via {
        let raw = unsafe pointer.pointee
        guard let transport = unsafe raw.protocol, let transport = unsafe text(transport, in: .token),
            let version = unsafe raw.version, unsafe strcmp(version, "2.0") == 0, unsafe raw.comment == nil
        else { throw Fault(.via, "Via") }
        return try unsafe Via(
            transport: transport.asciiUppercased, host: host(raw.host, .via), port: port(raw.port, .via),
            parameters: parameters(raw.via_params, .via))
    }

    private func parameters(_ list: osip_list_t, _ code: WireError.Code) throws(Fault) -> Parameters {
        let all = try unsafe OsipList(list, of: osip_generic_param_t.self).map { raw throws(Fault) in
            guard let written = unsafe raw.pointee.gname, let name = unsafe lowercased(written, in: .token) else {
                throw Fault(code)
            }
            var parameter = Parameters.Parameter(name, nil)
            guard let value = unsafe raw.pointee.gvalue else { return parameter }
            if unsafe value[0] == 0x22 {
                guard let unquoted = unsafe text(value).unquoted else { throw Fault(code) }
                parameter.value = unquoted
                parameter.isQuoted = true
            } else {
                guard let bare = unsafe text(value, in: .bareValue) else { throw Fault(code) }
                parameter.value = bare
            }
            return parameter
        }
        return Parameters(all)
    }
}
