<?php
/**
 * The player in posts.
 *
 * @package Earshot
 */

declare( strict_types=1 );

namespace Earshot;

const SCRIPT    = 'earshot-player';
const SHORTCODE = 'earshot';
/** Reserves the height of the player, so that the text does not move when it is drawn. */
const STYLE = 'earshot-player{display:block;min-height:4rem;margin-block:1.5rem}earshot-player[layout=full]{min-height:7.5rem}';

add_action( 'wp_enqueue_scripts', __NAMESPACE__ . '\enqueue_player' );
add_filter( 'script_loader_tag', __NAMESPACE__ . '\load_async', 10, 2 );
add_filter( 'the_content', __NAMESPACE__ . '\add_player', 20 );
add_shortcode( SHORTCODE, __NAMESPACE__ . '\render_shortcode' );

/** The markup of the player of a post; empty if the post has no story. */
function render_player( int $post_id ): string {
	$post     = get_post( $post_id );
	$story_id = get_story_id( $post_id );
	if ( '' === $story_id || ! $post || ! is_wanted( $post ) || ! is_configured() ) {
		return '';
	}
	$settings = get_settings();
	return sprintf(
		'<earshot-player server="%1$s" story="%2$s" layout="%3$s"><audio controls preload="none" src="%1$s/v1/stories/%2$s/audio.mp3"></audio></earshot-player>',
		esc_url( $settings['server'] ),
		esc_attr( $story_id ),
		esc_attr( $settings['layout'] )
	);
}

/** Whether the current page is one post with a player. */
function has_player(): bool {
	return is_singular() && '' !== render_player( (int) get_queried_object_id() );
}

function enqueue_player(): void {
	if ( ! has_player() ) {
		return;
	}
	// The server answers with the digest of the script, so it needs no version.
	wp_enqueue_script( SCRIPT, get_settings()['server'] . '/player.js', array(), null, true ); // phpcs:ignore WordPress.WP.EnqueuedResourceParameters
	wp_register_style( SCRIPT, false, array(), null ); // phpcs:ignore WordPress.WP.EnqueuedResourceParameters
	wp_enqueue_style( SCRIPT );
	wp_add_inline_style( SCRIPT, STYLE );
}

function load_async( string $tag, string $handle ): string {
	return SCRIPT === $handle ? str_replace( ' src=', ' async src=', $tag ) : $tag;
}

function add_player( string $content ): string {
	$is_main = is_singular() && in_the_loop() && is_main_query();
	if ( ! $is_main || 'top' !== get_settings()['position'] || has_shortcode( get_post()->post_content, SHORTCODE ) ) {
		return $content;
	}
	return render_player( get_the_ID() ) . $content;
}

/** The shortcode puts the player elsewhere in the post. It is not part of what is read aloud. */
function render_shortcode(): string {
	return is_singular() ? render_player( (int) get_the_ID() ) : '';
}
