extension MessageWriter {
    mutating func append(_ uri: SIPURI) {
        if case .plain(let plain) = uri.form { return append(plain.bytes, plain.range) }
        if uri.scheme == "sip" {
            append("sip:")
        } else {
            append(uri.scheme, only: .scheme)
            append(byte: UInt8(ascii: ":"))
            guard uri.isSIP else { return append(uri.opaque ?? "", escapingOutside: .opaque) }
        }
        if let user = uri.user {
            append(user, escapingOutside: .user)
            if let password = uri.password {
                append(byte: UInt8(ascii: ":"))
                append(password, escapingOutside: .password)
            }
            append(byte: UInt8(ascii: "@"))
        }
        append(host: uri.host, port: uri.port)
        for parameter in uri.parameters.all {
            append(byte: UInt8(ascii: ";"))
            append(parameter.name, escapingOutside: .uriParameter)
            guard let value = parameter.value else { continue }
            append(byte: UInt8(ascii: "="))
            append(value, escapingOutside: .uriParameter)
        }
        if let headers = uri.headers {
            append(byte: UInt8(ascii: "?"))
            append(headers, escapingOutside: .uriHeaders)
        }
    }

    mutating func append(_ address: NameAddress) {
        if let name = address.displayName {
            append(quoted: name)
            append(byte: UInt8(ascii: " "))
        }
        append(byte: UInt8(ascii: "<"))
        append(address.uri)
        append(byte: UInt8(ascii: ">"))
        append(headerParameters: address.parameters)
    }

    mutating func append(_ via: Via) {
        append("SIP/2.0/")
        append(via.transport, only: .token)
        append(byte: UInt8(ascii: " "))
        append(host: via.host, port: via.port)
        append(headerParameters: via.parameters)
    }

    mutating func append(_ cseq: CSeq) {
        append(number: cseq.number)
        append(byte: UInt8(ascii: " "))
        append(cseq.method.token, only: .token)
    }

    mutating func append(headerParameters: Parameters) {
        if case .plain(let plain) = headerParameters.form { return append(plain.bytes, plain.range) }
        for parameter in headerParameters.all {
            append(byte: UInt8(ascii: ";"))
            append(parameter.name, only: .token)
            guard let value = parameter.value else { continue }
            append(byte: UInt8(ascii: "="))
            if parameter.isQuoted || value.isEmpty || !append(value, ifAllIn: .bareValue) { append(quoted: value) }
        }
    }

    private mutating func append(host: String, port: UInt16?) {
        let isPlain = append(host, ifAllIn: .hostName)
        if !isPlain, host.hasColon {
            append(byte: UInt8(ascii: "["))
            append(host, only: .ipv6)
            append(byte: UInt8(ascii: "]"))
        } else if !isPlain {
            append(host, only: .hostName)
        }
        if let port {
            append(byte: UInt8(ascii: ":"))
            append(number: port)
        }
    }
}
