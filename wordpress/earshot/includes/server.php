<?php
/**
 * Requests to the Earshot server.
 *
 * @package Earshot
 */

declare( strict_types=1 );

namespace Earshot;

use WP_Error;

const TIMEOUT_SECONDS = 20;
/** The code of an error that may not occur again. */
const TEMPORARY_ERROR = 'earshot_temporary';
const PERMANENT_ERROR = 'earshot_permanent';

/**
 * Send a request to the API.
 *
 * @param string     $method HTTP method.
 * @param string     $path   Path, such as "/v1/stories".
 * @param array|null $body   Fields of the JSON body; null for none.
 * @return array|WP_Error The fields of the response.
 */
function call_server( string $method, string $path, ?array $body = null ) {
	$settings = get_settings();
	$response = wp_remote_request(
		$settings['server'] . $path,
		array(
			'method'      => $method,
			'timeout'     => TIMEOUT_SECONDS,
			'redirection' => 0,
			'headers'     => array(
				'Authorization' => 'Bearer ' . $settings['api_key'],
				'Content-Type'  => 'application/json',
			),
			'body'        => null === $body ? null : wp_json_encode( $body ),
		)
	);
	if ( is_wp_error( $response ) ) {
		return new WP_Error( TEMPORARY_ERROR, $response->get_error_message() );
	}
	return read_response( $response );
}

/**
 * The fields of a response, or the problem that it describes.
 *
 * @param array $response Response of the WordPress HTTP API.
 * @return array|WP_Error
 */
function read_response( array $response ) {
	$status = (int) wp_remote_retrieve_response_code( $response );
	$fields = json_decode( wp_remote_retrieve_body( $response ), true );
	$fields = is_array( $fields ) ? $fields : array();
	if ( $status >= 200 && $status < 300 ) {
		return $fields;
	}
	$is_temporary = $status >= 500 || in_array( $status, array( 408, 425, 429 ), true );
	/* translators: %d: HTTP status */
	$detail = (string) ( $fields['detail'] ?? sprintf( __( 'The server answered with status %d.', 'earshot' ), $status ) );
	return new WP_Error( $is_temporary ? TEMPORARY_ERROR : PERMANENT_ERROR, $detail, array( 'status' => $status ) );
}

/** Whether the error says that the server has no such story. */
function is_not_found( WP_Error $error ): bool {
	$data = $error->get_error_data();
	return is_array( $data ) && 404 === $data['status'];
}
