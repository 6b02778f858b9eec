package solvergrpc

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

// MessageBytesMax is the largest message in either direction: a million periods of a composite model take 48 MB.
const MessageBytesMax = 64 << 20

// TLS says how the two sides prove who they are, with PEM files.
type TLS struct {
	// CA has the certificates to trust; empty: those of the system.
	CA string
	// Certificate is our own, for a service that asks for one (mutual TLS); needs Key.
	Certificate string
	// Key is the private key of Certificate.
	Key string
	// ServerName is the name in the service's certificate, where it is not the host of the address.
	ServerName string
}

// Option changes how a client connects.
type Option func(*settings)

type settings struct{ tls *TLS }

// WithTLS connects with TLS.
func WithTLS(tls TLS) Option { return func(s *settings) { s.tls = &tls } }

func arguments(address string, settings settings) (string, []grpc.DialOption, error) {
	options := []grpc.DialOption{
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(MessageBytesMax), grpc.MaxCallSendMsgSize(MessageBytesMax)),
	}
	if strings.HasPrefix(address, "https://") && settings.tls == nil {
		settings.tls = &TLS{}
	}
	target := strings.TrimPrefix(strings.TrimPrefix(address, "http://"), "https://")
	if !strings.HasPrefix(target, "unix:") {
		target = strings.TrimRight(target, "/")
	}
	if settings.tls == nil {
		return target, append(options, grpc.WithInsecure()), nil
	}
	config, err := settings.tls.config()
	if err != nil {
		return "", nil, err
	}
	return target, append(options, grpc.WithTransportCredentials(credentials.NewTLS(config))), nil
}

func (t TLS) config() (*tls.Config, error) {
	config := &tls.Config{ServerName: t.ServerName, MinVersion: tls.VersionTLS12}
	if (t.Certificate == "") != (t.Key == "") {
		return nil, errors.New("solvergrpc: certificate and key go together")
	}
	if t.CA != "" {
		pem, err := os.ReadFile(t.CA)
		if err != nil {
			return nil, err
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("solvergrpc: no certificate in %s", t.CA)
		}
	}
	if t.Certificate != "" {
		own, err := tls.LoadX509KeyPair(t.Certificate, t.Key)
		if err != nil {
			return nil, err
		}
		config.Certificates = []tls.Certificate{own}
	}
	return config, nil
}
