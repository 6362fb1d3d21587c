<?php
/**
 * The settings of the site, and the choice for each post.
 *
 * @package Earshot
 */

declare( strict_types=1 );

namespace Earshot;

use WP_Post;

const SETTINGS = 'earshot_settings';
const DEFAULTS = array(
	'server'     => '',
	'api_key'    => '',
	'post_types' => array( 'post' ),
	'by_default' => true,
	'layout'     => 'compact',
	'position'   => 'top',
);

/** The choice of a post: "on", "off", or empty for the default of the site. */
const CHOICE_META = '_earshot_choice';
/** The id of the story on the server. */
const STORY_META = '_earshot_story';
/** The reason why the post could not be sent; empty if it could. */
const ERROR_META = '_earshot_error';

function get_settings(): array {
	$stored   = get_option( SETTINGS, array() );
	$settings = array_merge( DEFAULTS, is_array( $stored ) ? $stored : array() );
	if ( defined( 'EARSHOT_API_KEY' ) ) {
		$settings['api_key'] = (string) constant( 'EARSHOT_API_KEY' );
	}
	return $settings;
}

function is_configured(): bool {
	$settings = get_settings();
	return '' !== $settings['server'] && '' !== $settings['api_key'];
}

/** Whether the post should be read aloud. Posts with a password and posts that are not public are not. */
function is_wanted( WP_Post $post ): bool {
	$settings = get_settings();
	if ( 'publish' !== $post->post_status || '' !== $post->post_password ) {
		return false;
	}
	if ( ! in_array( $post->post_type, $settings['post_types'], true ) ) {
		return false;
	}
	$choice = get_post_meta( $post->ID, CHOICE_META, true );
	return 'on' === $choice || ( 'off' !== $choice && $settings['by_default'] );
}
