import COsip
import SIP

extension OsipMessage {
    /// A C string outside a URI, as it was written; `nil` for a null pointer.
    func text(_ pointer: UnsafePointer<CChar>?) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        let text = unsafe String(cString: pointer)
        guard hasEscapes, text.utf8.contains(0x25) else { return text }
        var single: [UInt8] = []
        var bytes = text.utf8.makeIterator()
        while let byte = bytes.next() {
            single.append(byte)
            if byte == 0x25 {
                _ = bytes.next()
                _ = bytes.next()
            }
        }
        return String(decoding: single, as: UTF8.self)
    }

    /// A part of a URI without its escapes; `nil` for a null pointer.
    private func unescaped(
        _ pointer: UnsafePointer<CChar>?, _ allowed: ByteSet, _ code: WireError.Code
    ) throws(Fault) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        guard let text = unsafe URIEscape.decode(String(cString: pointer), allowed: allowed) else {
            throw Fault(code)
        }
        return text
    }

    /// A URI, its parts held against the grammar that osip does not check.
    func uri(_ pointer: UnsafeMutablePointer<osip_uri_t>?, _ code: WireError.Code) throws(Fault) -> SIPURI {
        guard let raw = unsafe pointer?.pointee, let scheme = unsafe text(raw.scheme) else { throw Fault(code) }
        var uri = SIPURI(scheme: scheme.asciiLowercased, host: "")
        guard uri.isSIP else {
            guard let opaque = unsafe text(raw.string), !opaque.isEmpty, ByteSet.opaque.containsAll(opaque),
                ByteSet.scheme.containsAll(scheme)
            else { throw Fault(code) }
            uri.opaque = opaque
            return uri
        }
        uri.user = try unsafe unescaped(raw.username, .user, code)
        uri.password = try unsafe unescaped(raw.password, .password, code)
        if let user = uri.user, user.isEmpty { throw Fault(code) }
        uri.host = try unsafe host(raw.host, code).asciiLowercased
        uri.port = try unsafe port(raw.port, code)
        uri.parameters.all = try unsafe OsipList(raw.url_params, of: osip_uri_param_t.self).map {
            parameter throws(Fault) in
            guard let name = try unsafe unescaped(parameter.pointee.gname, .uriParameter, code), !name.isEmpty
            else { throw Fault(code) }
            let value = try unsafe unescaped(parameter.pointee.gvalue, .uriParameter, code)
            return Parameters.Parameter(name.asciiLowercased, value)
        }
        uri.headers = try unsafe headers(raw.url_headers, code)
        return uri
    }

    /// The part of a URI behind `?`, put together again.
    private func headers(_ list: osip_list_t, _ code: WireError.Code) throws(Fault) -> String? {
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
        guard let host = unsafe text(pointer), !host.isEmpty,
            ByteSet.hostName.containsAll(host) || host.utf8.contains(0x3A) && ByteSet.ipv6.containsAll(host)
        else { throw Fault(code) }
        return host
    }

    private func port(_ pointer: UnsafePointer<CChar>?, _ code: WireError.Code) throws(Fault) -> UInt16? {
        guard let digits = unsafe text(pointer) else { return nil }
        guard ByteSet.digits.containsAll(digits), let port = UInt16(digits), port > 0 else { throw Fault(code) }
        return port
    }

    /// An address with its parameters; From, To, Contact and Route are one type in osip.
    func address(_ pointer: UnsafeMutablePointer<osip_from_t>, _ code: WireError.Code) throws(Fault) -> NameAddress {
        let raw = unsafe pointer.pointee
        let name = try unsafe displayName(text(raw.displayname), code)
        let uri = try unsafe uri(raw.url, code)
        let parameters = try unsafe parameters(raw.gen_params, code)
        return NameAddress(displayName: name, uri: uri, parameters: parameters)
    }

    private func displayName(_ written: String?, _ code: WireError.Code) throws(Fault) -> String? {
        guard let name = written?.trimmingSpace, !name.isEmpty else { return nil }
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
        guard let transport = unsafe text(raw.protocol), !transport.isEmpty, ByteSet.token.containsAll(transport),
            unsafe text(raw.version) == "2.0", unsafe raw.comment == nil
        else { throw Fault(.via, "Via") }
        return try unsafe Via(
            transport: transport.asciiUppercased, host: host(raw.host, .via), port: port(raw.port, .via),
            parameters: parameters(raw.via_params, .via))
    }

    private func parameters(_ list: osip_list_t, _ code: WireError.Code) throws(Fault) -> Parameters {
        let all = try unsafe OsipList(list, of: osip_generic_param_t.self).map { raw throws(Fault) in
            guard let name = unsafe text(raw.pointee.gname), !name.isEmpty, ByteSet.token.containsAll(name) else {
                throw Fault(code)
            }
            var parameter = Parameters.Parameter(name.asciiLowercased, nil)
            if let value = unsafe text(raw.pointee.gvalue) {
                if value.utf8.first == 0x22 {
                    guard let unquoted = value.unquoted else { throw Fault(code) }
                    parameter.value = unquoted
                    parameter.isQuoted = true
                } else {
                    guard !value.isEmpty, ByteSet.bareValue.containsAll(value) else { throw Fault(code) }
                    parameter.value = value
                }
            }
            return parameter
        }
        return Parameters(all)
    }
}
